import type { Transaction } from '../database/database.js';
import { sql } from '../database/statement.js';

const LOCK = sql`
  INSERT INTO hashes (sha) SELECT DISTINCT sha FROM unnest($1::text[]) AS asked(sha) ORDER BY sha
  ON CONFLICT (sha) DO UPDATE SET sha = excluded.sha
  RETURNING sha, banned_at IS NOT NULL AS banned`;

/**
 * Takes the locks of contents, ascending, until the transaction ends: whatever happens to the copies of one content
 * happens one after another. What is read of them afterwards is settled. Answers with those that are banned.
 */
export async function lockHashes(tx: Transaction, shas: string[]): Promise<string[]> {
  if (shas.length === 0) return [];
  const rows = await tx.rows<{ sha: string; banned: boolean }>(LOCK, [shas]);
  return rows.filter((row) => row.banned).map((row) => row.sha);
}
