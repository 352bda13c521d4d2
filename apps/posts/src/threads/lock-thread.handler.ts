import { DomainError, LockThread, type PostAnswer } from '@board/contracts';
import { Input, Rpc } from '@board/messaging';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { recordAct } from '../care/record-act.js';
import { Database, type Transaction } from '../database/database.js';
import { sql } from '../database/statement.js';
import { Outbox } from '../outbox/outbox.js';
import { tellThreadChanged } from '../outbox/tell.js';
import { answerAbout, lockThreadOf } from '../posts/answer.queries.js';
import { findPlace } from '../posts/place.queries.js';

type LockThreadInput = z.output<typeof LockThread.input>;

const SET = sql`
  WITH board AS (
    UPDATE boards SET version = version + 1 WHERE id = $1 RETURNING slug, version
  ), thread AS (
    UPDATE threads t SET locked = $3, version = t.version + 1, board_version = board.version
    FROM board WHERE t.id = $2 RETURNING t.no, t.version
  )
  ${tellThreadChanged()}`;

@Controller()
export class LockThreadHandler {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  @Rpc(LockThread)
  async lock(@Input(LockThread) input: LockThreadInput): Promise<PostAnswer> {
    const answer = await this.database.transaction((tx) => this.run(tx, input));
    this.outbox.nudge();
    return answer;
  }

  private async run(tx: Transaction, input: LockThreadInput): Promise<PostAnswer> {
    const { board, thread, locked, by } = input;
    const place = await findPlace(tx, { board, thread }, { lock: true });
    if (!place.thread) throw new DomainError('thread_not_found', { board, thread });
    if (place.thread.state !== 'live') throw new DomainError('thread_gone', { board, thread });
    if (place.thread.locked !== locked) {
      await recordAct(tx, { by, act: locked ? 'lock' : 'unlock', board, target: thread });
      await tx.rows(SET, [place.boardId, place.thread.id, locked]);
    }
    const { postId } = await lockThreadOf(tx, board, thread);
    return answerAbout(tx, postId);
  }
}
