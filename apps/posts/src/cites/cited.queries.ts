import type { Transaction } from '../database/database.js';
import { sql } from '../database/statement.js';
import type { Cited } from '../posts/parse-body.js';

/** At most so many cites of a post become links with a backlink; the rest stay text. */
export const MAX_CITES = 30;

/** A post that is cited, where it stands, and whether it is gone, by itself or with its board. */
export interface FoundCited extends Cited {
  id: number;
  thread: number;
  dead: boolean;
}

const FIND = sql`
  SELECT p.id, b.slug AS board, t.no AS thread, p.no, p.state <> 'live' OR b.removed_at IS NOT NULL AS dead
  FROM unnest($1::text[], $2::int[]) AS cited(board, no)
  JOIN boards b ON b.slug = cited.board JOIN posts p ON p.board_id = b.id AND p.no = cited.no
  JOIN threads t ON t.id = p.thread_id`;

/** Those of the cited posts that were ever made. Settled for those of a thread that is locked, hints for the others. */
export async function findCited(tx: Transaction, cited: Cited[]): Promise<FoundCited[]> {
  if (cited.length === 0) return [];
  return tx.rows<FoundCited>(FIND, [cited.map((post) => post.board), cited.map((post) => post.no)]);
}
