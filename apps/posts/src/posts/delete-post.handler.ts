import { DeletePost, type PostAnswer } from '@board/contracts';
import { Input, Rpc } from '@board/messaging';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
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
  async delete(@Input(DeletePost) { board, no, only }: DeletePostInput): Promise<PostAnswer> {
    const answer = await this.database.transaction(async (tx) => {
      const post = await lockThreadOf(tx, board, no);
      await takeDown(tx, post, no, only);
      return answerAbout(tx, post.postId);
    });
    this.outbox.nudge();
    return answer;
  }
}
