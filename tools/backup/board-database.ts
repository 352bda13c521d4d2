import { readConfig } from '@board/platform';
import pg from 'pg';
import { z } from 'zod';
import { startLocalPostgres } from '../local/house.ts';
import { findDatabase } from '../local/database-folder.ts';
import { runningDatabase } from '../local/find-database.ts';
import { makePlaces } from '../local/places.ts';
import type { Say } from '../local/programs.ts';
import { proposeSecrets } from '../local/secrets.ts';
import { isDatabaseOwn, type Settings } from '../local/settings.ts';
import { atWork, endLeftovers, Ledger, runningHouse } from '../local/state.ts';

/** The address of the database that the settings name. */
export function externalUrl(settings: Settings): string {
  const schema = z.object({ DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }) });
  return readConfig(schema, settings.env).DATABASE_URL;
}

/**
 * Does `work` with the address of this board's database: the one of the settings, that of the board that runs from
 * here, or the local one, started for it. Throws when there is none. `command`: what people typed.
 */
export async function withDatabase<T>(
  settings: Settings,
  command: string,
  work: (url: string) => Promise<T>,
): Promise<T> {
  if (!isDatabaseOwn(settings)) return work(externalUrl(settings));
  const { state, folder } = findDatabase(settings.dataDir);
  if (state !== 'there')
    throw new Error(`There is no board here: no database is in ${folder}. Name its DATA_DIR or DATABASE_URL`);
  const running = runningHouse(settings.dataDir);
  if (running && running.starter.name !== 'npm start') throw new Error(atWork(running));
  if (running) {
    const url = runningDatabase(settings);
    if (!url)
      throw new Error('The database of the board that runs from here is not up yet: try again in a moment');
    return work(url);
  }
  return holdingHouse(settings, command, async (ledger) =>
    work(await startDatabase(settings, ledger, () => {})),
  );
}

/** Does `work` while nothing else may start on the data folder; ends what it started. Throws when something runs. */
export async function holdingHouse<T>(
  settings: Settings,
  command: string,
  work: (ledger: Ledger) => Promise<T>,
): Promise<T> {
  await endLeftovers(settings.dataDir, settings.SHUTDOWN_GRACE_MS, () => {});
  const ledger = new Ledger(settings.dataDir, command);
  try {
    return await work(ledger);
  } finally {
    await ledger.endAll(settings.SHUTDOWN_GRACE_MS);
  }
}

/** Starts the local database, which is made if there is none, and gives its address. */
export async function startDatabase(settings: Settings, ledger: Ledger, say: Say): Promise<string> {
  const places = makePlaces(settings, say);
  return (await startLocalPostgres(settings, places, proposeSecrets(settings.dataDir), ledger, say)).url;
}

/** Does `work` on a connection. Throws in words when the database cannot be reached. */
export async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'board backup', keepAlive: true });
  // What breaks in the middle fails the query that waits for it.
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (error) {
    const { hostname, port, pathname } = new URL(url);
    const why = (error as Error).message || (error as NodeJS.ErrnoException).code;
    throw new Error(
      `The database ${pathname.slice(1)} at ${hostname}:${port || 5432} cannot be reached: ${why}`,
      {
        cause: error,
      },
    );
  }
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}
