import { Nats } from '@board/messaging';
import { Injectable } from '@nestjs/common';

/** Heard by the relays of all replicas. Losing it costs half a second: they look by themselves too. */
export const NUDGE = 'posts.outbox.nudge';

/** Where a transaction leaves its events: rows of the table `outbox`, written by its own statements. */
@Injectable()
export class Outbox {
  constructor(private readonly nats: Nats) {}

  /** To be called after the commit: wakes the relay. */
  nudge(): void {
    this.nats.publish(NUDGE);
  }
}
