import type { Part } from '@board/contracts';
import type { Transaction } from '../database/database.js';
import { sql } from '../database/statement.js';
import { removeFiles } from '../files/remove-files.js';
import type { LockedPost } from './answer.queries.js';
import { isBlank } from './normalise-text.js';
import { removePost } from './remove-posts.js';

const TEXT = sql`SELECT text FROM posts WHERE id = $1`;

/**
 * Deletes a post, or its files alone, under the lock of its thread. A reply without words is nothing without its files
 * and goes whole; a first post stays, with the note, because the thread belongs to others as well. Does nothing when it
 * was done before.
 */
export async function takeDown(tx: Transaction, post: LockedPost, no: number, only: Part): Promise<void> {
  if (only === 'post' || (post.thread.no !== no && (await isWordless(tx, post.postId))))
    return removePost(tx, post, no);
  return removeFiles(tx, { boardId: post.boardId, threadId: post.thread.id }, [post.postId]);
}

async function isWordless(tx: Transaction, postId: number): Promise<boolean> {
  const [post] = await tx.rows<{ text: string }>(TEXT, [postId]);
  return isBlank(post?.text ?? '');
}
