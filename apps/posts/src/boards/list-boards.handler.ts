import { type BoardsView, ListBoards, type RemovedBoard } from '@board/contracts';
import { Input, Rpc } from '@board/messaging';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { Database } from '../database/database.js';
import { isoTime, sql } from '../database/statement.js';
import { BOARD_JSON, type BoardRow, boardView } from './board.view.js';
import { SITE_JSON } from './site.view.js';

type Asked = z.output<typeof ListBoards.input>;
type Found = Omit<BoardsView, 'boards'> & { boards: BoardRow[]; removed: RemovedBoard[] };

const LIST = sql`
  SELECT epoch, ${SITE_JSON} AS site,
    ((SELECT version FROM site) + (SELECT coalesce(sum(version), 0) FROM boards))::bigint AS version,
    coalesce((
      SELECT json_agg(${BOARD_JSON} ORDER BY b.position, b.slug) FROM boards b WHERE b.removed_at IS NULL
    ), '[]') AS boards,
    coalesce((
      SELECT json_agg(json_build_object('slug', slug, 'title', title, 'removedAt', ${isoTime('removed_at')}) ORDER BY slug)
      FROM boards WHERE removed_at IS NOT NULL
    ), '[]') AS removed
  FROM meta`;

@Controller()
export class ListBoardsHandler {
  constructor(private readonly database: Database) {}

  @Rpc(ListBoards)
  async list(@Input(ListBoards) asked: Asked): Promise<BoardsView> {
    const [found] = await this.database.rows<Found>(LIST);
    if (!found) throw new Error('The table meta is empty');
    const { removed, ...view } = found;
    return { ...view, boards: view.boards.map(boardView), ...(asked.removed && { removed }) };
  }
}
