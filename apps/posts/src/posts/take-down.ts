import type { Part } from '@board/contracts';
import type { Transaction } from '../database/database.js';
import { sql } from '../database/statement.js';
import { removeFiles } from '../files/remove-files.js';
import type { LockedPost } from './answer.queries.js';
import { isBlank } from './normalise-text.js';
import { removePost } from './remove-posts.js';

export interface TakenDown {
  posts: number;
  /** Taken off a post that stays. */
  files: number;
}

const TEXT = sql`SELECT text FROM posts WHERE id = $1`;

/**
 * Deletes a post, or its files alone, under the lock of its thread. A reply without words is nothing without its files
 * and goes whole; a first post stays, with the note, because the thread belongs to others as well. Does nothing when it
 * was done before. Answers with how many posts and files went.
 */
export async function takeDown(
  tx: Transaction,
  post: LockedPost,
  no: number,
  only: Part,
): Promise<TakenDown> {
  const { boardId, postId, thread } = post;
  if (only === 'post' || (thread.no !== no && (await isWordless(tx, postId))))
    return { posts: await removePost(tx, post, no), files: 0 };
  return { posts: 0, files: await removeFiles(tx, { boardId, threadId: thread.id }, [postId]) };
}

async function isWordless(tx: Transaction, postId: number): Promise<boolean> {
  const [post] = await tx.rows<{ text: string }>(TEXT, [postId]);
  return isBlank(post?.text ?? '');
}
