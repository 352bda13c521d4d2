import type { Transaction } from '../database/database.js';
import { sql } from '../database/statement.js';
import { shaOf } from '../files/choose-copies.js';
import { lockHashes } from '../files/file-locks.js';
import { freeFiles } from '../files/free-files.js';
import { tellPostsChanged, tellThreadChanged } from '../outbox/tell.js';
import type { LockedPost } from './answer.queries.js';

const VICTIMS = sql`SELECT id FROM posts WHERE thread_id = $1 AND ($2 OR id = $3) AND state = 'live'`;

const NAMES = sql`SELECT DISTINCT name FROM post_files WHERE post_id = ANY ($1)`;

/** The thread goes with its first post. */
const THREAD_GOES = `board AS (
  UPDATE boards SET version = version + 1,
    threads = threads - CASE WHEN off.archived THEN 0 ELSE 1 END,
    archived = boards.archived - CASE WHEN off.archived THEN 1 ELSE 0 END
  FROM (SELECT archived_at IS NOT NULL AS archived FROM threads WHERE id = $2) AS off
  WHERE id = $1 RETURNING slug, version
), thread AS (
  UPDATE threads t SET version = t.version + 1, board_version = board.version, state = 'trash'
  FROM board WHERE t.id = $2 RETURNING t.no, t.version
)`;

/** A bump is undone with the post that bumped. */
const REPLY_GOES = `board AS (
  UPDATE boards SET version = version + 1 WHERE id = $1 RETURNING slug, version
), thread AS (
  UPDATE threads t SET version = t.version + 1, board_version = board.version, replies = t.replies - 1,
    files = t.files - (SELECT count(*) FROM post_files WHERE post_id = ANY ($3)),
    bumped_at = (
      SELECT max(created_at) FROM posts
      WHERE thread_id = $2 AND bumped AND state = 'live' AND id <> ALL ($3))
  FROM board WHERE t.id = $2 RETURNING t.no, t.version
)`;

/**
 * The posts become tombstones; those that they cited lose a backlink (version), those that cited them lose a link
 * inside their text, which is dead from now on (bodyVersion as well). What this means for other threads follows by
 * events. Copies of files that nobody shows any more are condemned.
 */
const GO = `gone AS (
  UPDATE posts p SET state = 'trash', version = thread.version, gone_at = clock_timestamp() FROM thread WHERE p.id = ANY ($3) RETURNING p.no
), unlinked AS (
  DELETE FROM cites WHERE from_id = ANY ($3) OR to_id = ANY ($3) RETURNING from_id, to_id, to_no
), dead AS (
  INSERT INTO far_cites (from_id, to_id, board, thread, no, dead)
  SELECT from_id, to_id, board.slug, thread.no, to_no, true FROM unlinked, board, thread WHERE from_id <> ALL ($3)
), far AS (
  SELECT from_id AS id FROM far_cites WHERE from_id = ANY ($3)
  UNION SELECT to_id FROM far_cites WHERE to_id = ANY ($3)
), followed AS (${tellPostsChanged('far')}
), touched AS (
  UPDATE posts p SET version = thread.version,
    body_version = CASE WHEN p.id IN (SELECT from_id FROM unlinked) THEN thread.version ELSE p.body_version END
  FROM thread
  WHERE p.id IN (SELECT from_id FROM unlinked UNION SELECT to_id FROM unlinked) AND p.id <> ALL ($3)
), ${freeFiles('(SELECT name FROM post_files WHERE post_id = ANY ($3)) AS shown')}`;

const REMOVE_REPLY = sql`WITH ${REPLY_GOES}, ${GO} ${tellThreadChanged('(SELECT jsonb_agg(no) FROM gone)')}`;
/** The thread's own number stands for all of it. */
const REMOVE_THREAD = sql`WITH ${THREAD_GOES}, ${GO} ${tellThreadChanged('jsonb_build_array(thread.no)')}`;

/**
 * Takes a post off the board and into the trash, with its thread if it is the first. Under the thread's lock; then
 * takes those of the files' hashes and the board's. Does nothing when it has gone already. Answers with how many posts
 * went.
 */
export async function removePost(
  tx: Transaction,
  { boardId, postId, thread }: LockedPost,
  no: number,
): Promise<number> {
  if (thread.state !== 'live') return 0;
  const whole = thread.no === no;
  const victims = (await tx.rows<{ id: number }>(VICTIMS, [thread.id, whole, postId])).map((row) => row.id);
  if (victims.length === 0) return 0;
  const names = await tx.rows<{ name: string }>(NAMES, [victims]);
  await lockHashes(
    tx,
    names.map((row) => shaOf(row.name)),
  );
  await tx.rows(whole ? REMOVE_THREAD : REMOVE_REPLY, [boardId, thread.id, victims]);
  return victims.length;
}
