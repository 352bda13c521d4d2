import type { BoardView } from '@board/contracts';
import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../database/database.js';
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

  /**
   * Opens a board with the default limits; answers undefined, and changes nothing, where there is one of that name. `also`
   * is done in the same transaction.
   */
  async open(
    board: { slug: string; title: string; description: string },
    also: (tx: Transaction) => Promise<void> = async () => {},
  ): Promise<BoardView | undefined> {
    const row = await this.database.transaction(async (tx) => {
      const [added] = await tx.rows<{ board: BoardRow }>(ADD, [board.slug, board.title, board.description]);
      if (added) await also(tx);
      return added;
    });
    if (row) this.outbox.nudge();
    return row && boardView(row.board);
  }
}
