import { join } from 'node:path';
import type { StoreConfig } from '@board/storage';
import { z } from 'zod';
import type { Settings } from './settings.ts';

/** Where the settings place the object store. `place` is for people: a folder, or an address. */
export async function storePlace(settings: Settings): Promise<{ config: StoreConfig; place: string }> {
  // Only now: they stand on what was built.
  const [{ storeConfig }, { readConfig }] = await Promise.all([
    import('@board/storage'),
    import('@board/platform'),
  ]);
  const config = readConfig(z.object(storeConfig), {
    STORE_DIR: join(settings.dataDir, 'files'),
    ...settings.env,
  });
  const place = config.S3_ENDPOINT ? `${config.S3_ENDPOINT} (${config.S3_BUCKET})` : (config.STORE_DIR ?? '');
  return { config, place };
}
