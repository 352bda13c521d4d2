import { BoardChangedV1 } from '@board/contracts';
import type { Database } from '../database/database.js';
import { sql } from '../database/statement.js';

export interface Meta {
  board: string;
  epoch: string;
  takesUnmarked: boolean;
  showsFiles: boolean;
  /** Check values of secrets, by the secrets' names. */
  keys: Record<string, string>;
  /** Whether the table stands where it stood when it was last served; undefined when it never was. */
  moved: boolean | null;
  schema: string;
}

/** A dump that is restored makes database and tables anew, under other numbers. */
const PLACE = `(SELECT oid FROM pg_database WHERE datname = current_database()) || '.' || 'meta'::regclass::oid`;

const META = sql`
  SELECT board, epoch, takes_unmarked AS "takesUnmarked",
    EXISTS (SELECT FROM files WHERE state = 'live') AS "showsFiles", keys, place <> ${PLACE} AS moved,
    (SELECT name FROM migrations ORDER BY timestamp DESC LIMIT 1) AS schema
  FROM meta`;

const NOTE_PLACE = sql`UPDATE meta SET place = ${PLACE} WHERE place IS DISTINCT FROM ${PLACE}`;

const NOTE_KEY = sql`UPDATE meta SET keys = keys || jsonb_build_object($1::text, $2::text)`;

/** What waits to be told is told in the new epoch too, and each board is told of, so that nobody goes on in the old one. */
const RENEW_EPOCH = sql`
  WITH renewed AS (
    UPDATE meta SET epoch = substr(md5(gen_random_uuid()::text), 1, 8) RETURNING epoch
  ), waiting AS (
    UPDATE outbox SET data = jsonb_set(data, '{epoch}', to_jsonb(renewed.epoch)) FROM renewed
    WHERE sent_at IS NULL AND data ? 'epoch'
  ), told AS (
    INSERT INTO outbox (type, key, version, data)
    SELECT '${BoardChangedV1.type}', slug, version,
      jsonb_build_object('epoch', renewed.epoch, 'board', slug, 'version', version)
    FROM boards, renewed
  )
  SELECT epoch FROM renewed`;

const KNOWN_EVENT = sql`SELECT FROM outbox WHERE event_id = $1`;
const RELAYED = sql`SELECT FROM leases WHERE name = 'relay' AND until > clock_timestamp()`;
const STREAM = sql`SELECT created FROM streams WHERE name = $1`;

export async function readMeta(database: Database): Promise<Meta> {
  const [meta] = await database.rows<Meta>(META);
  if (!meta) throw new Error('The table meta is empty');
  return meta;
}

export async function notePlace(database: Database): Promise<void> {
  await database.rows(NOTE_PLACE);
}

export async function noteKey(database: Database, name: string, check: string): Promise<void> {
  await database.rows(NOTE_KEY, [name, check]);
}

/** Begins a new epoch: no version that anybody remembers is compared with one of now. */
export async function renewEpoch(database: Database): Promise<void> {
  await database.rows(RENEW_EPOCH);
}

/** Whether this database has told that event: rows are kept for as long as the stream keeps events. */
export async function isKnownEvent(database: Database, id: string): Promise<boolean> {
  return (await database.rows(KNOWN_EVENT, [id])).length > 0;
}

/** Which incarnation of the stream the events were sent to; undefined when none ever was. */
export async function knownStream(database: Database, name: string): Promise<string | undefined> {
  const [row] = await database.rows<{ created: string }>(STREAM, [name]);
  return row?.created;
}

/** Whether a relay of any replica leads now. */
export async function isRelayed(database: Database): Promise<boolean> {
  return (await database.rows(RELAYED)).length > 0;
}
