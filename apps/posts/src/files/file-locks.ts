import type { Transaction } from '../database/database.js';
import { sql } from '../database/statement.js';

const LOCK = sql`
  INSERT INTO hashes (sha) SELECT DISTINCT sha FROM unnest($1::text[]) AS asked(sha) ORDER BY sha
  ON CONFLICT (sha) DO UPDATE SET sha = excluded.sha`;

/**
 * Takes the locks of contents, ascending, until the transaction ends: whatever happens to the copies of one content
 * happens one after another. What is read of them afterwards is settled.
 */
export async function lockHashes(tx: Transaction, shas: string[]): Promise<void> {
  if (shas.length > 0) await tx.rows(LOCK, [shas]);
}
