import { Nats } from '@board/messaging';
import { Injectable } from '@nestjs/common';
import { Lease } from './lease.js';

/** Heard by the relays of all replicas. Losing it costs half a second: they look by themselves too. */
const NUDGE = 'posts.outbox.nudge';

/** Where a transaction leaves its events: rows of the table `outbox`, written by its own statements. */
@Injectable()
export class Outbox {
  private wake: () => void = () => undefined;

  constructor(
    private readonly nats: Nats,
    private readonly lease: Lease,
  ) {}

  /** To be called after the commit: wakes the relay that leads, which for one replica is its own. */
  nudge(): void {
    if (this.lease.leads) this.wake();
    else this.nats.publish(NUDGE);
  }

  /** Calls back whenever there may be events to send. */
  onNudge(wake: () => void): void {
    this.wake = wake;
    this.nats.subscribe(NUDGE, wake);
  }
}
