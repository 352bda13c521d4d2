import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Settings } from './settings.ts';

/** A store that keeps silent for longer is looked at by media, which waits for it. */
const PATIENCE_MS = 2_000;

export interface StoreMark {
  /** The store, as people know it: a folder or an address. */
  place: string;
  /** The board whose files it holds; undefined when it has no mark, or does not answer now. */
  board: string | undefined;
}

/** Which board the object store of the settings is of. Throws a sentence when the store refuses the keys of S3. */
export async function readStoreMark(settings: Settings): Promise<StoreMark> {
  // Only now: they stand on what was built.
  const [{ openStore, readBoardMark, storeConfig, StoreUnavailable }, { readConfig }] = await Promise.all([
    import('@board/storage'),
    import('@board/platform'),
  ]);
  const config = readConfig(z.object(storeConfig), {
    STORE_DIR: join(settings.dataDir, 'files'),
    ...settings.env,
  });
  const place = config.S3_ENDPOINT ? `${config.S3_ENDPOINT} (${config.S3_BUCKET})` : (config.STORE_DIR ?? '');
  // A folder would be made by opening it, and nothing may be made yet.
  if (!config.S3_ENDPOINT && !existsSync(place)) return { place, board: undefined };
  const read = async (): Promise<string | undefined> => {
    try {
      return await readBoardMark(await openStore(config));
    } catch (error) {
      if (error instanceof StoreUnavailable) return undefined;
      throw error;
    }
  };
  return { place, board: await Promise.race([read(), delay(PATIENCE_MS, undefined, { ref: false })]) };
}
