import { type BoardState, SetBoardState } from '@board/contracts';
import { Input, Rpc } from '@board/messaging';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { recordAct } from '../care/record-act.js';
import { Database, type Transaction } from '../database/database.js';
import { sql } from '../database/statement.js';
import { Outbox } from '../outbox/outbox.js';
import { tellPostsChanged } from '../outbox/tell.js';
import { findBoard, type FoundBoard } from './board.queries.js';
import { beginSiteChange, renewBoards } from './renew-boards.js';

type Asked = z.output<typeof SetBoardState.input>;
type Answer = z.output<typeof SetBoardState.output>;

/** One such change after another: what a board was is read under this lock, which all changes of the list take first. */
const LOCK_SITE = sql`SELECT FROM site FOR NO KEY UPDATE`;

const SET = sql`
  UPDATE boards SET
    closed_at = CASE $2 WHEN 'open' THEN NULL WHEN 'closed' THEN clock_timestamp() ELSE closed_at END,
    removed_at = CASE $2 WHEN 'removed' THEN clock_timestamp() END
  WHERE slug = $1`;

/** Cites between its posts and others turn dead, or come to life again. */
const FOLLOW = sql`WITH cited AS (
    SELECT p.id FROM posts p JOIN boards b ON b.id = p.board_id
    WHERE b.slug = $1 AND p.state = 'live' AND EXISTS (
      SELECT FROM far_cites c WHERE c.from_id = p.id OR c.to_id = p.id)
  ) ${tellPostsChanged('cited')}`;

/** By which command each state comes. */
const ACTS: Record<BoardState, string> = { open: 'reopen', closed: 'close', removed: 'remove' };

/** Closes, removes and opens boards. */
@Controller()
export class SetBoardStateHandler {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  @Rpc(SetBoardState)
  async set(@Input(SetBoardState) { board, state, by }: Asked): Promise<Answer> {
    const answer = await this.database.transaction(async (tx) => {
      const set = await this.run(tx, board, state);
      if (set.was !== state) await recordAct(tx, { by, act: ACTS[state], board });
      return set;
    });
    this.outbox.nudge();
    return answer;
  }

  private async run(tx: Transaction, slug: string, state: BoardState): Promise<Answer> {
    await tx.rows(LOCK_SITE);
    const found = await findBoard(tx, slug);
    const was = stateOf(found);
    if (was === state) return { board: found.board, was };
    // A board that comes or goes is seen in the list around every page.
    const listed = state === 'removed' || was === 'removed';
    const others = listed ? await beginSiteChange(tx) : [];
    const change = () => tx.rows(SET, [slug, state]);
    await renewBoards(tx, [...new Set([...others, slug])], change);
    if (listed) await tx.rows(FOLLOW, [slug]);
    return { board: (await findBoard(tx, slug)).board, was };
  }
}

function stateOf({ removed, closed }: FoundBoard): BoardState {
  if (removed) return 'removed';
  return closed ? 'closed' : 'open';
}
