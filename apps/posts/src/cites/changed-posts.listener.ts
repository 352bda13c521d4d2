import { PostChangedV1 } from '@board/contracts';
import { Event, type EventOf, On } from '@board/messaging';
import { Controller } from '@nestjs/common';
import { Outbox } from '../outbox/outbox.js';
import { PushOff } from '../threads/push-off.js';
import { SettleEdges } from './settle-edges.js';

/** What follows from a post in other threads than its own. */
@Controller()
export class ChangedPostsListener {
  constructor(
    private readonly edges: SettleEdges,
    private readonly pushOff: PushOff,
    private readonly outbox: Outbox,
  ) {}

  @On(PostChangedV1, { durable: 'posts-changed-posts' })
  async follow(@Event(PostChangedV1) { data }: EventOf<typeof PostChangedV1>): Promise<void> {
    await this.edges.of(data.postId);
    await this.pushOff.behind(data.postId);
    this.outbox.nudge();
  }
}
