import { DomainError, type BoardLimits } from '@board/contracts';
import { limitsOf } from '../boards/board-limits.js';
import type { Transaction } from '../database/database.js';
import { sql } from '../database/statement.js';

export interface ThreadRow {
  id: number;
  state: 'live' | 'trash' | 'purged';
  locked: boolean;
  archived: boolean;
  replies: number;
}

export interface PlaceRow {
  boardId: number;
  limits: BoardLimits;
  /** Whether nobody may post on the board. */
  closed: boolean;
  /** Null when there is none of that number, or when none was asked for. */
  thread: ThreadRow | null;
}

const find = (lock: string): ReturnType<typeof sql> => sql`
  WITH t AS (
    SELECT id, state, locked, archived_at IS NOT NULL AS archived, replies FROM threads
    WHERE board_id = (SELECT id FROM boards WHERE slug = $1) AND no = $2 ${lock}
  )
  SELECT b.id AS "boardId", b.limits, b.closed_at IS NOT NULL AS closed, to_json(t) AS thread
  FROM boards b LEFT JOIN t ON true WHERE b.slug = $1 AND b.removed_at IS NULL`;

const FIND = find('');
/** Not FOR UPDATE: rows that point at the thread may be written meanwhile. */
const LOCK = find('FOR NO KEY UPDATE');

/**
 * The board and, if `thread` is given, that thread, with its lock when asked for. Throws board_not_found.
 */
export async function findPlace(
  tx: Transaction,
  place: { board: string; thread: number | null },
  { lock }: { lock: boolean },
): Promise<PlaceRow> {
  const [row] = await tx.rows<PlaceRow>(lock ? LOCK : FIND, [place.board, place.thread]);
  if (!row) throw new DomainError('board_not_found', { board: place.board });
  return { ...row, limits: limitsOf(row.limits) };
}
