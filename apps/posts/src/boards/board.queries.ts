import { type BoardView, DomainError } from '@board/contracts';
import type { Transaction } from '../database/database.js';
import { sql } from '../database/statement.js';
import { BOARD_JSON, type BoardRow, boardView } from './board.view.js';

/** The board that a page shows, by its slug as `$1`, in SQL: none that was removed. */
export const STANDING_BOARD = 'SELECT * FROM boards WHERE slug = $1 AND removed_at IS NULL';

const FIND = sql`
  SELECT ${BOARD_JSON} AS board, b.removed_at IS NOT NULL AS removed, b.closed_at IS NOT NULL AS closed
  FROM boards b WHERE b.slug = $1`;

export interface FoundBoard {
  board: BoardView;
  removed: boolean;
  closed: boolean;
}

/** A board as it is now, a removed one too. Throws board_not_found. */
export async function findBoard(tx: Transaction, slug: string): Promise<FoundBoard> {
  const [found] = await tx.rows<Omit<FoundBoard, 'board'> & { board: BoardRow }>(FIND, [slug]);
  if (!found) throw new DomainError('board_not_found', { board: slug });
  return { ...found, board: boardView(found.board) };
}
