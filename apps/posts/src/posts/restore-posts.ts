import type { Transaction } from '../database/database.js';
import { sql } from '../database/statement.js';
import { shaOf } from '../files/choose-copies.js';
import { lockHashes } from '../files/file-locks.js';
import { restoredCopies, type TrashedCopy } from '../files/restored-copies.js';
import { tellFilesRestored, tellPostsChanged, tellThreadChanged } from '../outbox/tell.js';
import { restoredCites } from './restored-cites.js';

/** What is in the trash, under the lock of its thread. */
export interface Trashed {
  boardId: number;
  board: string;
  thread: { id: number; no: number };
  /** Whether the thread comes back, with its first post. */
  whole: boolean;
  /** The posts that come back. */
  ids: number[];
}

const COPIES = sql`
  SELECT f.name, f.state FROM post_files s JOIN files f USING (name) WHERE s.post_id = ANY ($1)
  ORDER BY s.post_id, s.place`;
const LIVE = sql`SELECT name FROM files WHERE sha = ANY ($1) AND state = 'live'`;

/** Counted anew: posts may have been erased meanwhile. It stands where its last bump puts it, on the board or in the archive. */
const THREAD_RETURNS = `board AS (
  UPDATE boards SET version = version + 1,
    threads = threads + CASE WHEN back.archived THEN 0 ELSE 1 END,
    archived = boards.archived + CASE WHEN back.archived THEN 1 ELSE 0 END
  FROM (SELECT archived_at IS NOT NULL AS archived FROM threads WHERE id = $2) AS back
  WHERE id = $1 RETURNING slug, version
), thread AS (
  UPDATE threads t SET version = t.version + 1, board_version = board.version, state = 'live',
    replies = cardinality($3::bigint[]) - 1, files = (SELECT count(*) FROM shown)
  FROM board WHERE t.id = $2 RETURNING t.no, t.version
)`;

const REPLY_RETURNS = `board AS (
  UPDATE boards SET version = version + 1 WHERE id = $1 RETURNING slug, version
), thread AS (
  UPDATE threads t SET version = t.version + 1, board_version = board.version, replies = t.replies + 1,
    files = t.files + (SELECT count(*) FROM shown),
    bumped_at = (
      SELECT max(created_at) FROM posts WHERE thread_id = $2 AND bumped AND (state = 'live' OR id = ANY ($3)))
  FROM board WHERE t.id = $2 RETURNING t.no, t.version
)`;

/** Each shown copy by its name in the trash; what is banned by now is none, and leaves its note. */
const SHOWN = `copy AS (
  SELECT old, new FROM jsonb_to_recordset($4::jsonb) AS copy(old text, new text)
), shown AS (
  SELECT s.post_id, copy.new AS name FROM post_files s JOIN copy ON copy.old = s.name WHERE s.post_id = ANY ($3)
)`;

/**
 * The posts live again, and have what they cite told anew; living posts of the thread that cite them are linked again
 * inside their text. What this means for other threads follows by events, and so does pushing off a thread where this
 * one makes too many.
 */
const RETURN = `cite AS (
  SELECT * FROM jsonb_to_recordset($5::jsonb)
    AS cite("from" bigint, id bigint, board text, thread int, no int, dead boolean, near boolean)
), relinked AS (
  DELETE FROM far_cites c USING posts f
  WHERE f.id = c.from_id AND f.thread_id = $2 AND f.state = 'live' AND c.to_id = ANY ($3) RETURNING c.from_id, c.to_id
), settled AS (
  DELETE FROM far_cites c USING cite WHERE cite.near AND c.from_id = cite."from" AND c.to_id = cite.id
), edges AS (
  INSERT INTO cites (from_id, to_id, from_no, to_no)
  SELECT edge.from_id, edge.to_id, f.no, t.no
  FROM (SELECT from_id, to_id FROM relinked UNION SELECT "from", id FROM cite WHERE near) AS edge
  JOIN posts f ON f.id = edge.from_id JOIN posts t ON t.id = edge.to_id
  RETURNING from_id, to_id
), far AS (
  INSERT INTO far_cites (from_id, to_id, board, thread, no, dead)
  SELECT "from", id, board, thread, no, dead FROM cite WHERE NOT near
  ON CONFLICT DO NOTHING
), changed AS (
  SELECT from_id AS id FROM far_cites WHERE from_id = ANY ($3)
  UNION SELECT to_id FROM far_cites WHERE to_id = ANY ($3)
  UNION SELECT "from" FROM cite WHERE NOT near
  UNION SELECT id FROM posts WHERE thread_id = $2 AND id = ANY ($3) AND no = (SELECT no FROM thread)
), followed AS (${tellPostsChanged('changed')}
), back AS (
  UPDATE posts p SET state = 'live', version = thread.version, body_version = thread.version, gone_at = NULL,
    files_gone = p.files_gone OR EXISTS (
      SELECT FROM post_files s WHERE s.post_id = p.id AND s.name NOT IN (SELECT old FROM copy))
  FROM thread WHERE p.id = ANY ($3)
), touched AS (
  UPDATE posts p SET version = thread.version,
    body_version = CASE WHEN p.id IN (SELECT from_id FROM relinked) THEN thread.version ELSE p.body_version END
  FROM thread
  WHERE p.id IN (SELECT from_id FROM edges UNION SELECT to_id FROM edges) AND p.id <> ALL ($3)
), banned AS (
  DELETE FROM post_files WHERE post_id = ANY ($3) AND name NOT IN (SELECT old FROM copy)
), renamed AS (
  UPDATE post_files s SET name = copy.new FROM copy
  WHERE s.post_id = ANY ($3) AND s.name = copy.old AND copy.new <> copy.old
), used AS (
  UPDATE files f SET uses = f.uses + times.times, state = 'live'
  FROM (SELECT name, count(*) AS times FROM shown GROUP BY name) AS times WHERE f.name = times.name RETURNING f.name
), restored AS (${tellFilesRestored('used')})`;

const STATEMENT = (returns: string): ReturnType<typeof sql> => sql`
  WITH ${SHOWN}, ${returns}, ${RETURN}, told AS (${tellThreadChanged()}) SELECT count(*)::int AS files FROM shown`;
const RESTORE_REPLY = STATEMENT(REPLY_RETURNS);
const RESTORE_THREAD = STATEMENT(THREAD_RETURNS);

/**
 * Puts posts back on the board, under the lock of their thread; then takes those of the files' hashes and the board's.
 * Answers with how many files they show.
 */
export async function restorePosts(tx: Transaction, trashed: Trashed): Promise<number> {
  const { boardId, board, thread, whole, ids } = trashed;
  const cites = await restoredCites(tx, { board, thread: thread.no }, ids);
  const copies = await tx.rows<TrashedCopy>(COPIES, [ids]);
  const shas = [...new Set(copies.map(({ name }) => shaOf(name)))];
  const banned = await lockHashes(tx, shas);
  const live = await tx.rows<{ name: string }>(LIVE, [shas]);
  const allowed = copies.filter(({ name }) => !banned.includes(shaOf(name)));
  const chosen = restoredCopies(
    allowed,
    live.map(({ name }) => name),
  );
  const renames = [...chosen].map(([old, name]) => ({ old, new: name }));
  const [done] = await tx.rows<{ files: number }>(whole ? RESTORE_THREAD : RESTORE_REPLY, [
    boardId,
    thread.id,
    ids,
    JSON.stringify(renames),
    JSON.stringify(cites),
  ]);
  return done?.files ?? 0;
}
