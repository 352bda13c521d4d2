import type { Transaction } from '../database/database.js';
import { sql } from '../database/statement.js';
import type { Poster } from './post.rules.js';

/** Milliseconds since the epoch, in SQL. */
const ms = (moment: string): string => `(extract(epoch FROM ${moment}) * 1000)::float8`;

/** The clock is read when the lock is held: by then whoever had it before has said when they posted. */
const LOCK = sql`
  INSERT INTO cloaks (cloak, seen_at) VALUES ($1, clock_timestamp())
  ON CONFLICT (cloak) DO UPDATE SET seen_at = clock_timestamp()
  RETURNING ${ms('clock_timestamp()')} AS now, ${ms('last_post_at')} AS "lastPostAt",
    ${ms('last_thread_at')} AS "lastThreadAt",
    ARRAY(SELECT ${ms('at')} FROM unnest(uploads) AS at) AS uploads`;

/**
 * Takes the lock of one poster, the first of every posting transaction: what they send in parallel, on however many
 * replicas, is judged one after another.
 */
export async function lockPoster(tx: Transaction, cloak: string): Promise<Poster & { uploads: number[] }> {
  const [poster] = await tx.rows<Poster & { uploads: number[] }>(LOCK, [cloak]);
  if (!poster) throw new Error('A poster could not be locked');
  return poster;
}
