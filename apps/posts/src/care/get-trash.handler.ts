import { type Body, DomainError, firstWords, GetTrash, LISTED_AT_MOST } from '@board/contracts';
import { Input, Rpc } from '@board/messaging';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { Database } from '../database/database.js';
import { isoTime, sql } from '../database/statement.js';
import { WORDS_CHARS } from './get-post-summary.handler.js';

type Trash = z.output<typeof GetTrash.output>;
type Item = Omit<Trash['items'][number], 'words'> & { body: Body };

/** Each first post stands for all that went with it, which has its version; what went before that stands for itself. */
const TRASH = sql`
  WITH b AS (SELECT id FROM boards WHERE slug = $1), item AS (
    SELECT p.*, t.no AS thread FROM b JOIN posts p ON p.board_id = b.id JOIN threads t ON t.id = p.thread_id
    JOIN posts first ON first.board_id = p.board_id AND first.no = t.no
    WHERE p.state = 'trash' AND (p.no = t.no OR first.state <> 'trash' OR p.version <> first.version)
    ORDER BY p.gone_at DESC NULLS LAST, p.no DESC LIMIT ${String(LISTED_AT_MOST + 1)}
  )
  SELECT item.no, item.thread, ${isoTime('item.gone_at')} AS "goneAt",
    jsonb_path_query_array(item.body, '$[0 to 9]') AS body,
    CASE WHEN item.no = item.thread THEN (
      SELECT count(*)::int FROM posts p
      WHERE p.thread_id = item.thread_id AND p.state = 'trash' AND p.version = item.version) ELSE 1 END AS posts,
    (SELECT count(*)::int FROM post_files s JOIN posts p ON p.id = s.post_id
      WHERE p.id = item.id OR (item.no = item.thread AND p.thread_id = item.thread_id AND p.state = 'trash'
        AND p.version = item.version)) AS files
  FROM item`;

const BOARD = sql`SELECT FROM boards WHERE slug = $1`;

@Controller()
export class GetTrashHandler {
  constructor(private readonly database: Database) {}

  @Rpc(GetTrash)
  async get(@Input(GetTrash) { board }: z.output<typeof GetTrash.input>): Promise<Trash> {
    const items = await this.database.rows<Item>(TRASH, [board]);
    if (items.length === 0 && (await this.database.rows(BOARD, [board])).length === 0)
      throw new DomainError('board_not_found', { board });
    return {
      items: items
        .slice(0, LISTED_AT_MOST)
        .map(({ body, ...item }) => ({ ...item, words: firstWords(body, WORDS_CHARS) })),
      more: items.length > LISTED_AT_MOST,
    };
  }
}
