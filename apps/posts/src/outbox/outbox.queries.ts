import {
  BoardChangedV1,
  type EventEnvelope,
  eventSubject,
  FileBannedV1,
  FileReleasedV1,
  FileRestoredV1,
  PostChangedV1,
  ThreadChangedV1,
} from '@board/contracts';
import type { Database } from '../database/database.js';
import { isoTime, sql } from '../database/statement.js';

export interface Unsent {
  id: number;
  envelope: EventEnvelope;
}

const CONTRACTS = [
  ThreadChangedV1,
  BoardChangedV1,
  FileReleasedV1,
  FileRestoredV1,
  FileBannedV1,
  PostChangedV1,
];

/**
 * Rows that are there, oldest first; never "after the last id": ids are given before rows can be seen. Types that this
 * version does not know wait for one that does.
 */
const UNSENT = sql`
  SELECT id, json_build_object('id', event_id, 'type', type, 'occurredAt', ${isoTime('occurred_at')},
    'key', key, 'version', version, 'data', data) AS envelope
  FROM outbox WHERE sent_at IS NULL AND type = ANY ($2) ORDER BY id LIMIT $1`;

/** Without waiting for the disk: a mark that is lost sends an event once more, under the same id. */
const SENT = sql`
  UPDATE outbox SET sent_at = clock_timestamp() FROM (SELECT set_config('synchronous_commit', 'off', true)) AS fast
  WHERE id = ANY ($1)`;

const DEPTH = sql`
  SELECT count(*)::int AS depth, coalesce(extract(epoch FROM clock_timestamp() - min(occurred_at)), 0)::float8 AS seconds
  FROM outbox WHERE sent_at IS NULL`;

export async function unsentEvents(database: Database, limit: number): Promise<Unsent[]> {
  const types = CONTRACTS.map((contract) => contract.type);
  return database.rows<Unsent>(UNSENT, [limit, types]);
}

export async function markSent(database: Database, ids: number[]): Promise<void> {
  await database.rows(SENT, [ids]);
}

export async function outboxState(database: Database): Promise<{ depth: number; seconds: number }> {
  const [state] = await database.rows<{ depth: number; seconds: number }>(DEPTH);
  return state ?? { depth: 0, seconds: 0 };
}

/** Where an event is published. Throws when its data does not fit its contract. */
export function subjectOf({ type, data }: EventEnvelope): string {
  const contract = CONTRACTS.find((one) => one.type === type);
  if (!contract) throw new Error(`The outbox gave an event of an unknown type: ${type}`);
  return subjectBy(contract, data);
}

function subjectBy(contract: (typeof CONTRACTS)[number], data: unknown): string {
  return eventSubject<typeof contract.data>(contract, contract.data.parse(data));
}
