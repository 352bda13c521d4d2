import { type Body, DomainError, firstWords, GetPostSummary } from '@board/contracts';
import { Input, Rpc } from '@board/messaging';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { Database } from '../database/database.js';
import { sql } from '../database/statement.js';

type Summary = z.output<typeof GetPostSummary.output>;

/** As long as a line of a terminal has room for. */
export const WORDS_CHARS = 70;

const SUMMARY = sql`
  WITH post AS (
    SELECT p.*, t.no AS thread FROM posts p JOIN threads t ON t.id = p.thread_id
    WHERE p.board_id = (SELECT id FROM boards WHERE slug = $1) AND p.no = $2
  ), together AS (
    SELECT p.id, p.state FROM posts p JOIN post ON p.id = post.id OR (post.no = post.thread AND p.thread_id = post.thread_id)
    WHERE p.state <> 'purged'
  ), shown AS (
    SELECT f.view FROM post_files s JOIN files f USING (name) WHERE s.post_id IN (SELECT id FROM together)
  )
  SELECT post.thread, post.body,
    (SELECT count(*)::int FROM together WHERE state = 'live') AS live,
    (SELECT count(*)::int FROM together WHERE state = 'trash') AS trash,
    (SELECT count(*)::int FROM shown) AS files,
    (SELECT coalesce(sum((view ->> 'bytes')::bigint), 0)::bigint FROM shown) AS bytes
  FROM boards b LEFT JOIN post ON true WHERE b.slug = $1`;

/** Says what would go with a post. */
@Controller()
export class GetPostSummaryHandler {
  constructor(private readonly database: Database) {}

  @Rpc(GetPostSummary)
  async get(@Input(GetPostSummary) { board, no }: z.output<typeof GetPostSummary.input>): Promise<Summary> {
    const [found] = await this.database.rows<
      Omit<Summary, 'words' | 'thread'> & { thread: number | null; body: Body }
    >(SUMMARY, [board, no]);
    if (!found) throw new DomainError('board_not_found', { board });
    const { thread, body, ...rest } = found;
    if (thread === null) throw new DomainError('post_not_found', { board, no });
    return { ...rest, thread, words: firstWords(body, WORDS_CHARS) };
  }
}
