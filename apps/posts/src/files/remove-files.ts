import type { Transaction } from '../database/database.js';
import { sql } from '../database/statement.js';
import { tellThreadChanged } from '../outbox/tell.js';
import { shaOf } from './choose-copies.js';
import { lockHashes } from './file-locks.js';
import { freeFiles } from './free-files.js';

const SHOWN = sql`
  SELECT s.post_id AS post, s.name FROM post_files s JOIN posts p ON p.id = s.post_id
  WHERE p.thread_id = $1 AND p.id = ANY ($2) AND p.state = 'live' AND ($3::text IS NULL OR left(s.name, 64) = $3)`;

/** Told as gone, because nobody may go on showing these posts as they were: they come back with their next drawing. */
const REMOVE = sql`
  WITH taken AS (
    DELETE FROM post_files WHERE post_id = ANY ($3) AND name = ANY ($4) RETURNING post_id, name
  ), board AS (
    UPDATE boards SET version = version + 1 WHERE id = $1 RETURNING slug, version
  ), thread AS (
    UPDATE threads t SET version = t.version + 1, board_version = board.version,
      files = t.files - (SELECT count(*) FROM taken)
    FROM board WHERE t.id = $2 RETURNING t.no, t.version
  ), bared AS (
    UPDATE posts p SET files_gone = true, version = thread.version, body_version = thread.version
    FROM thread WHERE p.id IN (SELECT post_id FROM taken) RETURNING p.no
  ), ${freeFiles('taken')}
  ${tellThreadChanged('(SELECT jsonb_agg(no) FROM bared)')}`;

/**
 * Takes files off living posts of one thread: all that these posts show, or only the copies of one content (`sha`). The
 * posts stay, with a note. Under the thread's lock; then takes those of the files' hashes and the board's. Does nothing
 * where there is no such file. Answers with how many it took.
 */
export async function removeFiles(
  tx: Transaction,
  thread: { boardId: number; threadId: number },
  postIds: number[],
  sha: string | null = null,
): Promise<number> {
  const shown = await tx.rows<{ post: number; name: string }>(SHOWN, [thread.threadId, postIds, sha]);
  if (shown.length === 0) return 0;
  const posts = [...new Set(shown.map((row) => row.post))];
  const names = [...new Set(shown.map((row) => row.name))];
  await lockHashes(tx, names.map(shaOf));
  await tx.rows(REMOVE, [thread.boardId, thread.threadId, posts, names]);
  return shown.length;
}
