import { GetPostsStatus } from '@board/contracts';
import { Rpc } from '@board/messaging';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { Database } from '../database/database.js';
import { sql } from '../database/statement.js';

type Status = z.output<typeof GetPostsStatus.output>;

/** Boards count their posts and threads themselves; of the last day no more than 50,000 posts are counted. */
const STATUS = sql`
  SELECT meta.epoch,
    json_build_object('version', split_part(current_setting('server_version'), ' ', 1),
      'bytes', pg_database_size(current_database())) AS postgres,
    (SELECT count(*)::int FROM boards) AS boards,
    (SELECT coalesce(sum(threads), 0)::int FROM boards) AS threads,
    (SELECT coalesce(sum(archived), 0)::int FROM boards) AS archived,
    (SELECT coalesce(sum(last_no), 0)::int FROM boards) AS posts,
    (SELECT count(*)::int FROM (SELECT created_at FROM posts ORDER BY id DESC LIMIT 50000) AS late
      WHERE created_at > clock_timestamp() - interval '1 day') AS "postsLastDay",
    (SELECT count(*)::int FROM threads WHERE created_at > clock_timestamp() - interval '1 day') AS "threadsLastDay",
    (SELECT count(*)::int FROM posts WHERE state = 'trash') AS trash,
    (SELECT json_build_object('waiting', count(*), 'oldestMs',
        coalesce(floor(extract(epoch FROM clock_timestamp() - min(occurred_at)) * 1000), 0)::bigint)
      FROM outbox WHERE sent_at IS NULL) AS outbox
  FROM meta`;

@Controller()
export class GetPostsStatusHandler {
  constructor(private readonly database: Database) {}

  @Rpc(GetPostsStatus)
  async get(): Promise<Status> {
    const [found] = await this.database.rows<Omit<Status, 'upMs'>>(STATUS);
    if (!found) throw new Error('The table meta is empty');
    return { ...found, upMs: Math.round(process.uptime() * 1000) };
  }
}
