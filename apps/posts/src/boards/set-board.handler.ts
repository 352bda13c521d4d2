import { BoardLimits, type BoardView, DomainError, SetBoard } from '@board/contracts';
import { Input, Rpc } from '@board/messaging';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { recordAct } from '../care/record-act.js';
import { Database } from '../database/database.js';
import { sql } from '../database/statement.js';
import { Outbox } from '../outbox/outbox.js';
import { tellBoardChanged, tellThreadChanged } from '../outbox/tell.js';
import { ON_BOARD } from '../threads/thread.view.js';
import { BOARD_JSON, type BoardRow, boardView } from './board.view.js';

type SetBoardInput = z.output<typeof SetBoard.input>;

/** Every thread on the board has a form on its page. Locked in one order, and before the board, as all who lock threads do. */
const LOCK = sql`
  SELECT id FROM threads t WHERE board_id = (SELECT id FROM boards WHERE slug = $1) AND ${ON_BOARD}
  ORDER BY id FOR NO KEY UPDATE`;

const SET = sql`
  WITH board AS (
    UPDATE boards SET version = version + 1, limits = CASE
      WHEN $3::jsonb = 'null' THEN limits - $2::text ELSE limits || jsonb_build_object($2::text, $3::jsonb) END
    WHERE slug = $1 RETURNING *
  ), thread AS (
    UPDATE threads t SET version = t.version + 1, board_version = board.version
    FROM board WHERE t.id = ANY ($4) RETURNING t.no, t.version
  ), told AS (${tellBoardChanged()}), "threadsTold" AS (${tellThreadChanged()})
  SELECT ${BOARD_JSON} AS board FROM board b`;

@Controller()
export class SetBoardHandler {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  @Rpc(SetBoard)
  async set(@Input(SetBoard) { board, setting, value, by }: SetBoardInput): Promise<BoardView> {
    const problem = value === null ? undefined : BoardLimits.shape[setting].safeParse(value).error?.issues[0];
    if (problem) throw new DomainError('setting_invalid', { setting, problem: problem.message });
    const row = await this.database.transaction(async (tx) => {
      const threads = await tx.rows<{ id: number }>(LOCK, [board]);
      const ids = threads.map(({ id }) => id);
      const [set] = await tx.rows<{ board: BoardRow }>(SET, [board, setting, JSON.stringify(value), ids]);
      if (set) await recordAct(tx, { by, act: 'set', board, target: setting, details: { value } });
      return set?.board;
    });
    if (!row) throw new DomainError('board_not_found', { board });
    this.outbox.nudge();
    return boardView(row);
  }
}
