import { ListBoards, type BoardsView } from '@board/contracts';
import { Rpc } from '@board/messaging';
import { Controller } from '@nestjs/common';
import { Database } from '../database/database.js';
import { sql } from '../database/statement.js';
import { BOARD_JSON, type BoardRow, boardView } from './board.view.js';

const LIST = sql`
  SELECT epoch, coalesce((SELECT json_agg(${BOARD_JSON} ORDER BY b.slug) FROM boards b), '[]') AS boards
  FROM meta`;

@Controller()
export class ListBoardsHandler {
  constructor(private readonly database: Database) {}

  @Rpc(ListBoards)
  async list(): Promise<BoardsView> {
    const [found] = await this.database.rows<{ epoch: string; boards: BoardRow[] }>(LIST);
    if (!found) throw new Error('The table meta is empty');
    const boards = found.boards.map(boardView);
    return { epoch: found.epoch, version: boards.reduce((sum, board) => sum + board.version, 0), boards };
  }
}
