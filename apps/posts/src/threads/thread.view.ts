import type { ThreadView } from '@board/contracts';
import { limitsOf } from '../boards/board-limits.js';
import { isoTime } from '../database/statement.js';

/** A thread as `THREAD_JSON` gives it, with its board's own limits. */
export interface ThreadRow {
  view: Omit<ThreadView, 'bumping'>;
  limits: Parameters<typeof limitsOf>[0];
}

/** Whether the thread `t` stands on its board, in SQL. */
export const ON_BOARD = `t.state = 'live' AND t.archived_at IS NULL`;

/** The thread `t` of the board `b` as JSON, in SQL. */
export const THREAD_JSON = `json_build_object(
  'board', b.slug, 'no', t.no, 'version', t.version, 'subject', t.subject, 'createdAt', ${isoTime('t.created_at')},
  'bumpedAt', ${isoTime('t.bumped_at')}, 'locked', t.locked, 'archived', t.archived_at IS NOT NULL, 'replies', t.replies, 'files', t.files)`;

export function threadView({ view, limits }: ThreadRow): ThreadView {
  return { ...view, bumping: view.replies < limitsOf(limits).bumpLimit };
}
