import { setTimeout as pause } from 'node:timers/promises';
import { EventPublisher } from '@board/messaging';
import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Database } from '../database/database.js';
import { Lease } from './lease.js';
import { Outbox } from './outbox.js';
import { markSent, outboxState, subjectOf, type Unsent, unsentEvents } from './outbox.queries.js';
import { RelayMetrics } from './relay.metrics.js';
import { StreamWatch } from './stream.watch.js';

/** How long a row waits at most when the nudge was lost. */
const POLL_MS = 500;
const BATCH = 200;
/** Between the beginnings of two rounds at least: on a busy board events then travel together. */
const PACE_MS = 5;
const MEASURE_MS = 2_000;

/**
 * Carries events from the outbox to the stream. A row is marked as sent only after the stream has confirmed it; while
 * Postgres or NATS is away rows just wait. A crash between the two sends an event again, under the same id.
 */
@Injectable()
export class OutboxRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(OutboxRelay.name);
  private running: Promise<void> | undefined;
  private stopping = false;
  private failing = false;
  private nudged = false;
  private wake: () => void = () => undefined;
  private measuredAt = -Infinity;

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly publisher: EventPublisher,
    private readonly lease: Lease,
    private readonly stream: StreamWatch,
    private readonly metrics: RelayMetrics,
  ) {}

  onApplicationBootstrap(): void {
    this.outbox.onNudge(() => this.nudge());
    this.running = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.wake();
    await this.running;
    await this.lease
      .release()
      .catch((error: unknown) => this.log.warn(`The lease runs out by itself: ${String(error)}`));
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      this.nudged = false;
      const begun = performance.now();
      const more = await this.attempt();
      if (more) continue;
      await this.rest();
      const early = begun + PACE_MS - performance.now();
      if (early > 0) await pause(early);
    }
  }

  private async attempt(): Promise<boolean> {
    try {
      await this.measure();
      const more = await this.round();
      if (this.failing) this.log.log('Events are sent again');
      this.failing = false;
      return more;
    } catch (error) {
      this.metrics.failures.inc();
      if (!this.failing) this.log.warn(`Events wait in the outbox: ${String(error)}`);
      this.failing = true;
      this.nudged = false;
      return false;
    }
  }

  /** One batch; answers whether there may be more. */
  private async round(): Promise<boolean> {
    const leads = await this.lease.held();
    this.metrics.leader.set(leads ? 1 : 0);
    if (!leads) return false;
    await this.stream.look();
    const events = await unsentEvents(this.database, BATCH);
    if (events.length === 0) return false;
    const outcomes = await Promise.allSettled(events.map((event) => this.publish(event)));
    const sent = events.filter((_, index) => outcomes[index]?.status === 'fulfilled');
    if (sent.length > 0)
      await markSent(
        this.database,
        sent.map((event) => event.id),
      );
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    return events.length === BATCH;
  }

  private async publish({ envelope }: Unsent): Promise<void> {
    await this.publisher.publish(envelope, subjectOf(envelope));
    this.metrics.published.inc({ type: envelope.type });
  }

  private async measure(): Promise<void> {
    if (performance.now() - this.measuredAt < MEASURE_MS) return;
    const { depth, seconds } = await outboxState(this.database);
    this.metrics.depth.set(depth);
    this.metrics.age.set(seconds);
    this.measuredAt = performance.now();
  }

  private nudge(): void {
    this.nudged = true;
    this.wake();
  }

  private async rest(): Promise<void> {
    if (this.nudged || this.stopping) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, POLL_MS);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
