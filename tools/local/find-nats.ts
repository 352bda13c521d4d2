import type { Settings } from './settings.ts';
import { runningHouse } from './state.ts';

/**
 * What to add to the environment so that it says where NATS is: nothing where .env does, else the NATS of the board that
 * runs from here. Throws what to do when there is none.
 */
export function findNats({ NATS_URL, NATS_URL_FILE, dataDir }: Settings): { NATS_URL?: string } {
  if (NATS_URL ?? NATS_URL_FILE) return {};
  const url = runningHouse(dataDir)?.natsUrl;
  if (!url) throw new Error('No board runs from here. Start it with: npm start (or set NATS_URL).');
  return { NATS_URL: url };
}
