import type { BoardView } from '@board/contracts';
import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../database/database.js';
import { isoTime, sql } from '../database/statement.js';
import { Outbox } from '../outbox/outbox.js';
import { tellBoardChanged } from '../outbox/tell.js';
import { BOARD_JSON, type BoardRow, boardView } from './board.view.js';
import { beginSiteChange, renewBoards } from './renew-boards.js';

export interface NewBoard {
  slug: string;
  title: string;
  description: string;
}

const ADD = sql`
  WITH board AS (
    INSERT INTO boards (slug, title, description)
    SELECT given.slug, given.title, given.description
    FROM jsonb_to_recordset($1::jsonb) AS given(slug text, title text, description text)
    ON CONFLICT (slug) DO NOTHING RETURNING *
  ), told AS (${tellBoardChanged()})
  SELECT ${BOARD_JSON} AS board FROM board b`;

const TAKEN = sql`
  SELECT slug, ${isoTime('removed_at')} AS "removedAt" FROM boards WHERE slug = ANY ($1)`;

@Injectable()
export class OpenBoard {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Opens those of the boards that there are not, with the default limits, and answers with them: a name is taken for
   * ever. `also` is done in the same transaction, if any was opened.
   */
  async open(
    boards: NewBoard[],
    also: (tx: Transaction) => Promise<void> = async () => {},
  ): Promise<BoardView[]> {
    const taken = await this.taken(boards.map(({ slug }) => slug));
    const fresh = boards.filter(({ slug }) => !taken.has(slug));
    if (fresh.length === 0) return [];
    const opened = await this.database.transaction(async (tx) => {
      const rows = await this.run(tx, fresh);
      if (rows.length > 0) await also(tx);
      return rows;
    });
    this.outbox.nudge();
    return opened.map(({ board }) => boardView(board));
  }

  /** Which of some names are taken, each with the moment when its board was removed, null for one that stands. */
  async taken(slugs: string[]): Promise<Map<string, string | null>> {
    const rows = await this.database.rows<{ slug: string; removedAt: string | null }>(TAKEN, [slugs]);
    return new Map(rows.map(({ slug, removedAt }) => [slug, removedAt]));
  }

  private async run(tx: Transaction, boards: NewBoard[]): Promise<{ board: BoardRow }[]> {
    const others = await beginSiteChange(tx);
    return renewBoards(tx, others, () => tx.rows<{ board: BoardRow }>(ADD, [JSON.stringify(boards)]));
  }
}
