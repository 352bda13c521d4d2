import type { BoardLimits, BoardView } from '@board/contracts';
import { isoTime } from '../database/statement.js';
import { limitsOf } from './board-limits.js';

/** A board as `BOARD_JSON` gives it. */
export type BoardRow = Omit<BoardView, 'limits'> & { limits: Partial<BoardLimits> };

/** The board `b` as JSON, in SQL. */
export const BOARD_JSON = `json_build_object(
  'slug', b.slug, 'title', b.title, 'description', b.description,
  'order', b.position, 'closed', b.closed_at IS NOT NULL, 'version', b.version,
  'threads', b.threads, 'lastNo', b.last_no, 'lastPostAt', ${isoTime('b.last_post_at')}, 'limits', b.limits)`;

export function boardView(row: BoardRow): BoardView {
  return { ...row, limits: limitsOf(row.limits) };
}
