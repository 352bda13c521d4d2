import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Settings } from './settings.ts';
import { storePlace } from './store-place.ts';

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
  const { config, place } = await storePlace(settings);
  // A folder would be made by opening it, and nothing may be made yet.
  if (!config.S3_ENDPOINT && !existsSync(place)) return { place, board: undefined };
  // Only now: it stands on what was built.
  const { openStore, readBoardMark, StoreUnavailable } = await import('@board/storage');
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
