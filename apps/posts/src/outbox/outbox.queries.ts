import {
  BoardChangedV1,
  type EventEnvelope,
  eventSubject,
  FileReleasedV1,
  ThreadChangedV1,
} from '@board/contracts';
import type { Database } from '../database/database.js';
import { isoTime, sql } from '../database/statement.js';

interface Row {
  id: number;
  type: string;
  envelope: EventEnvelope;
}

export interface Unsent {
  id: number;
  subject: string;
  envelope: EventEnvelope;
}

const CONTRACTS = [ThreadChangedV1, BoardChangedV1, FileReleasedV1];

/** Rows that are there, oldest first; never "after the last id": ids are given before rows can be seen. */
const UNSENT = sql`
  SELECT id, type, json_build_object('id', event_id, 'type', type, 'occurredAt', ${isoTime('occurred_at')},
    'key', key, 'version', version, 'data', data) AS envelope
  FROM outbox WHERE sent_at IS NULL ORDER BY id LIMIT $1`;

/** Without waiting for the disk: a mark that is lost sends an event once more, under the same id. */
const SENT = sql`
  UPDATE outbox SET sent_at = clock_timestamp() FROM (SELECT set_config('synchronous_commit', 'off', true)) AS fast
  WHERE id = ANY ($1)`;

const DEPTH = sql`
  SELECT count(*)::int AS depth, coalesce(extract(epoch FROM clock_timestamp() - min(occurred_at)), 0)::float8 AS seconds
  FROM outbox WHERE sent_at IS NULL`;

export async function unsentEvents(database: Database, limit: number): Promise<Unsent[]> {
  const rows = await database.rows<Row>(UNSENT, [limit]);
  return rows.map(({ id, type, envelope }) => ({ id, envelope, subject: subjectOf(type, envelope.data) }));
}

export async function markSent(database: Database, ids: number[]): Promise<void> {
  await database.rows(SENT, [ids]);
}

export async function outboxState(database: Database): Promise<{ depth: number; seconds: number }> {
  const [state] = await database.rows<{ depth: number; seconds: number }>(DEPTH);
  return state ?? { depth: 0, seconds: 0 };
}

function subjectOf(type: string, data: unknown): string {
  for (const contract of CONTRACTS) {
    if (contract.type === type) return subjectBy(contract, data);
  }
  throw new Error(`The outbox holds an event of an unknown type: ${type}`);
}

function subjectBy(contract: (typeof CONTRACTS)[number], data: unknown): string {
  return eventSubject<typeof contract.data>(contract, contract.data.parse(data));
}
