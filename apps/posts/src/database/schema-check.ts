import { StartRefusal } from '@board/platform';
import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';

const log = new Logger('Database');

/** Programs whose last migration is this or a later one can serve what this program's migrations make. */
const WORKS_FROM = 1_764_600_000_000;

interface Newer {
  name: string;
  /** Whether the program that brought it said that this one may go on. */
  tolerated: boolean;
}

/** Throws StartRefusal when the schema is of a newer program that said nothing of this one. */
export async function refuseNewerSchema(source: DataSource): Promise<void> {
  const newer = await newerMigration(source);
  if (!newer) return;
  const known = source.migrations.map(({ name }) => name).at(-1);
  if (newer.tolerated) {
    log.warn(
      `The database has a newer schema (${newer.name}) than this program (${known}), which may serve it`,
    );
    return;
  }
  throw new StartRefusal(
    `The data is of a newer version of the board: its schema is ${newer.name}, and this program knows ${known}. ` +
      'Start the version that it was last used with, or restore a backup of before.',
  );
}

/** Notes what this program brought, for older ones that find it. */
export async function noteSchema(source: DataSource): Promise<void> {
  const last = Math.max(...source.migrations.map(({ name }) => timestampOf(name ?? '')));
  await source.query('UPDATE meta SET schema = $1, works_from = $2 WHERE schema IS NULL OR schema < $1', [
    last,
    WORKS_FROM,
  ]);
}

async function newerMigration(source: DataSource): Promise<Newer | undefined> {
  const [tables] = await source.query<{ known: boolean; noted: boolean }[]>(`
    SELECT to_regclass('migrations') IS NOT NULL AS known, EXISTS (SELECT FROM information_schema.columns
      WHERE table_schema = current_schema() AND table_name = 'meta' AND column_name = 'works_from') AS noted`);
  if (!tables?.known) return undefined;
  const rows = await source.query<{ name: string }[]>('SELECT name FROM migrations ORDER BY timestamp DESC');
  const own = source.migrations.map(({ name }) => name);
  const [newest] = rows.filter(({ name }) => !own.includes(name));
  if (!newest) return undefined;
  const last = Math.max(...own.map((name) => timestampOf(name ?? '')));
  const [meta] = tables.noted
    ? await source.query<{ tolerated: boolean | null }[]>(
        'SELECT schema = $1 AND works_from <= $2 AS tolerated FROM meta',
        [timestampOf(newest.name), last],
      )
    : [];
  return { name: newest.name, tolerated: meta?.tolerated ?? false };
}

/** A migration's name ends with the 13 digits of its time. */
function timestampOf(name: string): number {
  return Number(name.slice(-13));
}
