import { readFileSync } from 'node:fs';
import type { Settings } from './settings.ts';
import { runningHouse } from './state.ts';

/**
 * The NATS of the board that .env points at, else of the one that runs from here. Throws what to do when there is none,
 * and when `NATS_URL_FILE` cannot be read.
 */
export function findNats(settings: Settings): string {
  const { NATS_URL, NATS_URL_FILE, dataDir } = settings;
  const url =
    NATS_URL ?? (NATS_URL_FILE ? readFileSync(NATS_URL_FILE, 'utf8').trim() : runningHouse(dataDir)?.natsUrl);
  if (!url) throw new Error('No board runs from here. Start it with: npm start (or set NATS_URL).');
  return url;
}
