import { DomainError, RestorePost } from '@board/contracts';
import { Input, Rpc } from '@board/messaging';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { Database, type Transaction } from '../database/database.js';
import { sql } from '../database/statement.js';
import { Outbox } from '../outbox/outbox.js';
import { answerAbout, type LockedPost, lockThreadOf } from '../posts/answer.queries.js';
import { restorePosts } from '../posts/restore-posts.js';
import { recordAct } from './record-act.js';

type Asked = z.output<typeof RestorePost.input>;
type Answer = z.output<typeof RestorePost.output>;

const STATE = sql`SELECT state, version FROM posts WHERE id = $1`;
/** A thread went with all posts that have the version of its end; what went before it, or was erased since, stays gone. */
const TOGETHER = sql`
  SELECT id FROM posts WHERE state = 'trash' AND (id = $2 OR ($3 AND thread_id = $1 AND version = $4)) ORDER BY id`;

/** Takes posts out of the trash. Locks in the order of posting: thread, hashes of files, board. */
@Controller()
export class RestorePostHandler {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  @Rpc(RestorePost)
  async restore(@Input(RestorePost) input: Asked): Promise<Answer> {
    const answer = await this.database.transaction((tx) => this.run(tx, input));
    this.outbox.nudge();
    return answer;
  }

  private async run(tx: Transaction, { board, no, by }: Asked): Promise<Answer> {
    const found = await lockThreadOf(tx, board, no);
    const { boardId, postId, thread } = found;
    const ids = await this.returning(tx, found, { board, no });
    let files = 0;
    if (ids.length > 0) {
      files = await restorePosts(tx, { boardId, board, thread, whole: thread.no === no, ids });
      const details = { posts: ids.length, files };
      await recordAct(tx, { by, act: 'restore', board, target: no, details });
    }
    return { ...(await answerAbout(tx, postId)), posts: ids.length, files };
  }

  /** Which posts come back. Throws post_purged, and thread_gone for a post whose thread is gone. */
  private async returning(
    tx: Transaction,
    { postId, thread }: LockedPost,
    { board, no }: Pick<Asked, 'board' | 'no'>,
  ): Promise<number[]> {
    const [post] = await tx.rows<{ state: string; version: number }>(STATE, [postId]);
    if (post?.state === 'purged') throw new DomainError('post_purged', { board, no });
    // Replies in the trash may have the version of a first post that lives: one that cited it raised both when it went.
    if (post?.state !== 'trash') return [];
    const whole = thread.no === no;
    if (!whole && thread.state !== 'live') throw new DomainError('thread_gone', { board, thread: thread.no });
    const rows = await tx.rows<{ id: number }>(TOGETHER, [thread.id, postId, whole, post.version]);
    return rows.map(({ id }) => id);
  }
}
