import { FileBannedV1, PurgeFile } from '@board/contracts';
import { Input, Rpc } from '@board/messaging';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { recordAct } from '../care/record-act.js';
import { Database, type Transaction } from '../database/database.js';
import { sql } from '../database/statement.js';
import { Outbox } from '../outbox/outbox.js';
import { lockHashes } from './file-locks.js';
import { removeFiles } from './remove-files.js';

type Asked = z.output<typeof PurgeFile.input>;
type Answer = z.output<typeof PurgeFile.output>;

/** Media is told at once, before any post: what is unlawful is deleted first. */
const BAN = sql`
  WITH banned AS (
    UPDATE hashes SET banned_at = coalesce(banned_at, clock_timestamp()) WHERE sha = $1 RETURNING sha
  )
  INSERT INTO outbox (type, key, version, data)
  SELECT '${FileBannedV1.type}', sha, 0, jsonb_build_object('sha', sha) FROM banned`;

const SHOWN = sql`
  SELECT p.board_id AS "boardId", p.thread_id AS "threadId", json_agg(DISTINCT p.id) AS posts
  FROM files f JOIN post_files s USING (name) JOIN posts p ON p.id = s.post_id
  WHERE f.sha = $1 AND f.state = 'live' AND p.state = 'live' GROUP BY p.board_id, p.thread_id ORDER BY p.thread_id`;

const LOCK_THREAD = sql`SELECT FROM threads WHERE id = $1 FOR NO KEY UPDATE`;

/** The copies' bytes are gone, so no post may bring one of these names back, out of the trash neither. */
const RELEASE = sql`
  WITH unshown AS (
    DELETE FROM post_files s USING posts p
    WHERE p.id = s.post_id AND p.state = 'trash' AND s.name IN (SELECT name FROM files WHERE sha = $1)
    RETURNING s.post_id
  ), bared AS (
    UPDATE posts SET files_gone = true WHERE id IN (SELECT post_id FROM unshown)
  )
  UPDATE files SET state = 'released' WHERE sha = $1 AND state = 'condemned'`;

interface Showing {
  boardId: number;
  threadId: number;
  posts: number[];
}

@Controller()
export class PurgeFileHandler {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  @Rpc(PurgeFile)
  async purge(@Input(PurgeFile) { sha, by }: Asked): Promise<Answer> {
    // Every post that shows it was made before this, or is refused after it.
    await this.database.transaction(async (tx) => {
      await underLock(tx, sha, () => tx.rows(BAN, [sha]));
      await recordAct(tx, { by, act: 'purge-file', target: sha });
    });
    this.outbox.nudge();
    const showing = await this.database.rows<Showing>(SHOWN, [sha]);
    for (const { posts, ...thread } of showing) {
      await this.database.transaction(async (tx) => {
        await tx.rows(LOCK_THREAD, [thread.threadId]);
        await removeFiles(tx, thread, posts, sha);
      });
    }
    await this.database.transaction((tx) => underLock(tx, sha, () => tx.rows(RELEASE, [sha])));
    this.outbox.nudge();
    return { posts: showing.reduce((sum, { posts }) => sum + posts.length, 0) };
  }
}

async function underLock(tx: Transaction, sha: string, work: () => Promise<unknown>): Promise<void> {
  await lockHashes(tx, [sha]);
  await work();
}
