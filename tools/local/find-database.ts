import { readSecrets } from './secrets.ts';
import type { Settings } from './settings.ts';
import { runningHouse } from './state.ts';

/** The address of the house's own database; undefined while no house runs from here, or its database is not up. */
export function runningDatabase({ dataDir, POSTGRES_PASSWORD }: Settings): string | undefined {
  const port = runningHouse(dataDir)?.postgresPort;
  if (!port) return undefined;
  const password = encodeURIComponent(POSTGRES_PASSWORD ?? readSecrets(dataDir)?.POSTGRES_PASSWORD ?? '');
  return `postgres://board:${password}@127.0.0.1:${port}/board`;
}
