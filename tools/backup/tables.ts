import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { ClientBase } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { z } from 'zod';
import type { ArchiveWriter } from './archive.ts';

/** A table's rows are cut into entries of so many bytes, since an entry's size is told before it. */
const PART_BYTES = 16 * 1024 * 1024;

/** Told by what was migrated, and filled by the migrations of whoever restores. */
const MIGRATIONS = 'migrations';

export const Table = z.object({ name: z.string(), columns: z.array(z.string()), rows: z.number().int() });
export type Table = z.infer<typeof Table>;
export const Sequence = z.object({ name: z.string(), last: z.string(), called: z.boolean() });
export type Sequence = z.infer<typeof Sequence>;

const TABLES = `
  SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' GROUP BY c.relname ORDER BY c.relname`;
const SEQUENCES = `SELECT sequencename AS name FROM pg_sequences WHERE schemaname = 'public' AND sequencename <> '${MIGRATIONS}_id_seq' ORDER BY 1`;
const FOREIGN_KEYS = `
  SELECT conrelid::regclass::text AS table, quote_ident(conname) AS name, pg_get_constraintdef(oid) AS definition
  FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace ORDER BY 1, 2`;

/** How values are written and read, whatever the database or its role are set to. */
const WORDS = `SET LOCAL client_encoding = 'UTF8'; SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL intervalstyle = 'postgres';
  SET LOCAL timezone = 'UTC'; SET LOCAL extra_float_digits = 3; SET LOCAL bytea_output = 'hex';
  SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0`;

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const listed = (names: readonly string[]): string => names.map(quoted).join(', ');

/** Begins a transaction that sees one moment of the whole database. */
export async function beginSnapshot(client: ClientBase): Promise<void> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  await client.query(WORDS);
}

/** Writes every table of the snapshot into the archive; gives what it wrote. */
export async function copyOut(client: ClientBase, archive: ArchiveWriter): Promise<Table[]> {
  const { rows } = await client.query<{ name: string; columns: string[] }>(TABLES);
  const tables: Table[] = [];
  for (const { name, columns } of rows.filter((row) => row.name !== MIGRATIONS)) {
    const source = client.query(copyTo(`COPY (SELECT ${listed(columns)} FROM ${quoted(name)}) TO STDOUT`));
    let part = 0;
    await pipeline(source, createGzip({ level: 6 }), async (packed: AsyncIterable<Buffer>) => {
      for await (const chunks of inParts(packed)) {
        const entry = `database/${name}.copy.gz.${String((part += 1)).padStart(5, '0')}`;
        await archive.add(entry, bytesOf(chunks), each(chunks));
      }
    });
    tables.push({ name, columns, rows: source.rowCount });
  }
  return tables;
}

/** What sequences have given so far: at least what the snapshot shows, since they belong to no transaction. */
export async function readSequences(client: ClientBase): Promise<Sequence[]> {
  const { rows } = await client.query<{ name: string }>(SEQUENCES);
  const sequences: Sequence[] = [];
  for (const { name } of rows) {
    const found = await client.query<{ last: string; called: boolean }>(
      `SELECT last_value::text AS last, is_called AS called FROM ${quoted(name)}`,
    );
    for (const state of found.rows) sequences.push({ name, ...state });
  }
  return sequences;
}

/**
 * Fills the tables of a fresh schema, inside a transaction that is open, with what `copyOut` has written: `open` gives
 * the packed rows of a table. What migrations have put there goes. Throws when the schema has no such table or column,
 * or when rows are missing.
 */
export async function copyIn(
  client: ClientBase,
  tables: readonly Table[],
  open: (table: string) => Readable,
): Promise<void> {
  await client.query(WORDS);
  const keys = await client.query<{ table: string; name: string; definition: string }>(FOREIGN_KEYS);
  const { rows: there } = await client.query<{ name: string }>(TABLES);
  const emptied = there.map((table) => table.name).filter((name) => name !== MIGRATIONS);
  if (emptied.length > 0) await client.query(`TRUNCATE ${listed(emptied)}`);
  // Added again below, each checks all rows at once.
  for (const key of keys.rows) await client.query(`ALTER TABLE ${key.table} DROP CONSTRAINT ${key.name}`);
  for (const { name, columns, rows } of tables) {
    const target = client.query(copyFrom(`COPY ${quoted(name)} (${listed(columns)}) FROM STDIN`));
    await pipeline(open(name), createGunzip(), target);
    if (target.rowCount !== rows)
      throw new Error(`the table ${name} got ${target.rowCount} rows of ${rows} in the archive`);
  }
  for (const key of keys.rows)
    await client.query(`ALTER TABLE ${key.table} ADD CONSTRAINT ${key.name} ${key.definition}`);
}

/** Has sequences go on where they were. */
export async function setSequences(client: ClientBase, sequences: readonly Sequence[]): Promise<void> {
  for (const { name, last, called } of sequences)
    await client.query('SELECT setval($1::regclass, $2, $3)', [quoted(name), last, called]);
}

/** Whether there is any table or view: 'public' of a new database has none. */
export async function isEmpty(client: ClientBase): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f') LIMIT 1`,
  );
  return rowCount === 0;
}

/** Chunks of a stream, gathered until they are PART_BYTES together. */
async function* inParts(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer[]> {
  let chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes < PART_BYTES) continue;
    yield chunks;
    [chunks, bytes] = [[], 0];
  }
  yield chunks;
}

const bytesOf = (chunks: readonly Buffer[]): number => chunks.reduce((sum, chunk) => sum + chunk.length, 0);

async function* each(chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* chunks;
}
