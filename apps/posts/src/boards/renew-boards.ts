import type { Transaction } from '../database/database.js';
import { sql } from '../database/statement.js';
import { tellBoardChanged, tellThreadChanged } from '../outbox/tell.js';
import { ON_BOARD } from '../threads/thread.view.js';

const RAISE_SITE = sql`UPDATE site SET version = version + 1`;

const STANDING = sql`SELECT slug FROM boards WHERE removed_at IS NULL`;

/** Locked in one order, and before the boards, as all who lock threads do. */
const LOCK = sql`
  SELECT t.id FROM threads t WHERE t.board_id IN (SELECT id FROM boards WHERE slug = ANY ($1)) AND ${ON_BOARD}
  ORDER BY t.id FOR NO KEY UPDATE`;

/** Threads of a removed board are gone with it. */
const RENEW = sql`
  WITH board AS (
    UPDATE boards SET version = version + 1 WHERE slug = ANY ($1) RETURNING id, slug, version, removed_at
  ), thread AS (
    UPDATE threads t SET version = t.version + 1, board_version = board.version
    FROM board WHERE t.id = ANY ($2) AND t.board_id = board.id RETURNING t.board_id, t.no, t.version
  ), told AS (${tellBoardChanged()})
  ${tellThreadChanged(
    `CASE WHEN board.removed_at IS NULL THEN '[]'::jsonb ELSE jsonb_build_array(thread.no) END`,
    'board JOIN thread ON thread.board_id = board.id',
  )}`;

/**
 * Begins a change that every page shows, since each has the list of boards and the site's name around it: raises the
 * site's version and takes its lock, under which the list of boards changes. Answers with the slugs of all boards.
 */
export async function beginSiteChange(tx: Transaction): Promise<string[]> {
  await tx.rows(RAISE_SITE);
  const boards = await tx.rows<{ slug: string }>(STANDING);
  return boards.map(({ slug }) => slug);
}

/**
 * Does `change` under the lock of every thread that stands on the boards, then gives boards and threads new versions and
 * tells of each: every page has a form, a name and a list of boards. Threads in the archive keep their version; that
 * their pages are old is told by the board's event.
 */
export async function renewBoards<T>(tx: Transaction, slugs: string[], change: () => Promise<T>): Promise<T> {
  const threads = await tx.rows<{ id: number }>(LOCK, [slugs]);
  const changed = await change();
  await tx.rows(RENEW, [slugs, threads.map(({ id }) => id)]);
  return changed;
}
