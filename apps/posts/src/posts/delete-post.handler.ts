import { DeletePost } from '@board/contracts';
import { Input, Rpc } from '@board/messaging';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { recordAct } from '../care/record-act.js';
import { Database } from '../database/database.js';
import { Outbox } from '../outbox/outbox.js';
import { answerAbout, lockThreadOf } from './answer.queries.js';
import { takeDown } from './take-down.js';

type DeletePostInput = z.output<typeof DeletePost.input>;

@Controller()
export class DeletePostHandler {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  @Rpc(DeletePost)
  async delete(
    @Input(DeletePost) { board, no, only, by }: DeletePostInput,
  ): Promise<z.output<typeof DeletePost.output>> {
    const answer = await this.database.transaction(async (tx) => {
      const post = await lockThreadOf(tx, board, no);
      const { posts, files } = await takeDown(tx, post, no, only);
      const act = only === 'files' ? 'delete-files' : 'delete';
      if (posts + files > 0) await recordAct(tx, { by, act, board, target: no, details: { posts, files } });
      return { ...(await answerAbout(tx, post.postId)), posts };
    });
    this.outbox.nudge();
    return answer;
  }
}
