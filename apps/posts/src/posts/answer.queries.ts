import { DomainError, type PostAnswer } from '@board/contracts';
import type { Transaction } from '../database/database.js';
import { sql } from '../database/statement.js';

/** What is told of a post `p` of thread `t` on board `b`, with the versions of now, in SQL. */
export const ANSWER = `b.slug AS board, t.no AS thread, p.no, meta.epoch, t.version AS "threadVersion", b.version AS "boardVersion"`;
export const ANSWER_FROM =
  'FROM posts p JOIN threads t ON t.id = p.thread_id JOIN boards b ON b.id = p.board_id, meta';

const OF_POST = sql`SELECT ${ANSWER} ${ANSWER_FROM} WHERE p.id = $1`;

export async function answerAbout(tx: Transaction, postId: number): Promise<PostAnswer> {
  const [answer] = await tx.rows<PostAnswer>(OF_POST, [postId]);
  if (!answer) throw new Error('A post has gone that nobody may remove');
  return answer;
}

const FIND = sql`
  SELECT b.id AS "boardId", p.id AS "postId", p.thread_id AS "threadId"
  FROM boards b LEFT JOIN posts p ON p.board_id = b.id AND p.no = $2 WHERE b.slug = $1`;

/** The thread of a post, locked: its posts change under this lock only. Not FOR UPDATE: rows may point at it meanwhile. */
const LOCK = sql`SELECT id, no, state FROM threads WHERE id = $1 FOR NO KEY UPDATE`;

export interface LockedPost {
  boardId: number;
  postId: number;
  thread: { id: number; no: number; state: 'live' | 'trash' | 'purged' };
}

/** Finds a post by its name and locks its thread. Throws board_not_found, post_not_found. */
export async function lockThreadOf(tx: Transaction, board: string, no: number): Promise<LockedPost> {
  const [found] = await tx.rows<{ boardId: number; postId: number | null; threadId: number }>(FIND, [
    board,
    no,
  ]);
  if (!found) throw new DomainError('board_not_found', { board });
  if (found.postId === null) throw new DomainError('post_not_found', { board, no });
  const [thread] = await tx.rows<LockedPost['thread']>(LOCK, [found.threadId]);
  if (!thread) throw new Error('A post has no thread');
  return { boardId: found.boardId, postId: found.postId, thread };
}
