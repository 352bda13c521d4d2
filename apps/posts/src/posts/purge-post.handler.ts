import { PurgePost } from '@board/contracts';
import { Input, Rpc } from '@board/messaging';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { recordAct } from '../care/record-act.js';
import { Database, type Transaction } from '../database/database.js';
import { sql } from '../database/statement.js';
import { shaOf } from '../files/choose-copies.js';
import { lockHashes } from '../files/file-locks.js';
import { Outbox } from '../outbox/outbox.js';
import { tellFilesReleased } from '../outbox/tell.js';
import { answerAbout, type LockedPost, lockThreadOf } from './answer.queries.js';
import { removePost } from './remove-posts.js';

type PurgePostInput = z.output<typeof PurgePost.input>;

const VICTIMS = sql`SELECT id FROM posts WHERE thread_id = $1 AND ($2 OR id = $3) AND state = 'trash'`;
const NAMES = sql`SELECT DISTINCT name FROM post_files WHERE post_id = ANY ($1)`;

const ERASE_THREAD = sql`UPDATE threads SET state = 'purged', subject = '' WHERE id = $1 AND state = 'trash'`;

/** What media kept in its trash for these posts is told once more: asked again, posts now says that it may be deleted. */
const ERASE = sql`
  WITH erased AS (
    UPDATE posts SET state = 'purged', text = '', subject = '', name = '', trip = '', password_mac = '', body = '[]', weight = 0
    WHERE id = ANY ($1)
  ), unshown AS (
    DELETE FROM post_files WHERE post_id = ANY ($1) RETURNING name
  ), released AS (${tellFilesReleased(`(SELECT DISTINCT name FROM unshown JOIN files USING (name) WHERE files.state <> 'live') AS free`)})
  SELECT count(*)::int AS files, coalesce(sum((f.view ->> 'bytes')::bigint), 0)::bigint AS bytes
  FROM unshown JOIN files f USING (name)`;

interface Erased {
  posts: number;
  files: number;
  bytes: number;
}

@Controller()
export class PurgePostHandler {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  @Rpc(PurgePost)
  async purge(
    @Input(PurgePost) { board, no, by }: PurgePostInput,
  ): Promise<z.output<typeof PurgePost.output>> {
    await this.database.transaction(async (tx) => removePost(tx, await lockThreadOf(tx, board, no), no));
    const answer = await this.database.transaction(async (tx) => {
      const post = await lockThreadOf(tx, board, no);
      const erased = await this.erase(tx, post, no);
      if (erased.posts > 0)
        await recordAct(tx, { by, act: 'purge', board, target: no, details: { ...erased } });
      return { ...(await answerAbout(tx, post.postId)), ...erased };
    });
    this.outbox.nudge();
    return answer;
  }

  private async erase(tx: Transaction, { postId, thread }: LockedPost, no: number): Promise<Erased> {
    const whole = thread.no === no;
    const victims = (await tx.rows<{ id: number }>(VICTIMS, [thread.id, whole, postId])).map((row) => row.id);
    const names = await tx.rows<{ name: string }>(NAMES, [victims]);
    await lockHashes(
      tx,
      names.map((row) => shaOf(row.name)),
    );
    if (whole) await tx.rows(ERASE_THREAD, [thread.id]);
    const [erased] = await tx.rows<Omit<Erased, 'posts'>>(ERASE, [victims]);
    return { posts: victims.length, files: 0, bytes: 0, ...erased };
  }
}
