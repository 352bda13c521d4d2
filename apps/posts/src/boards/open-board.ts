import type { BoardView } from '@board/contracts';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { sql } from '../database/statement.js';
import { Outbox } from '../outbox/outbox.js';
import { tellBoardChanged } from '../outbox/tell.js';
import { BOARD_JSON, type BoardRow, boardView } from './board.view.js';

const ADD = sql`
  WITH board AS (
    INSERT INTO boards (slug, title, description) VALUES ($1, $2, $3)
    ON CONFLICT (slug) DO NOTHING RETURNING *
  ), told AS (${tellBoardChanged()})
  SELECT ${BOARD_JSON} AS board FROM board b`;

@Injectable()
export class OpenBoard {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /** Opens a board with the default limits; answers undefined, and changes nothing, where there is one of that name. */
  async open(board: { slug: string; title: string; description: string }): Promise<BoardView | undefined> {
    const [row] = await this.database.rows<{ board: BoardRow }>(ADD, [
      board.slug,
      board.title,
      board.description,
    ]);
    if (row) this.outbox.nudge();
    return row && boardView(row.board);
  }
}
