import { BoardChangedV1, type EventEnvelope, ThreadChangedV1 } from '@board/contracts';
import { Feed } from '@board/messaging';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LiveThreads } from '../live/live-threads.service.js';
import { PageNews } from '../pages/page-news.service.js';
import { FeedMetrics } from './feed.metrics.js';
import { GapCheck } from './gap-check.service.js';
import { KnownVersions } from './known-versions.js';

const BEAT_MS = 500;

/** Follows what posts tells, so that nothing old is shown as new. */
@Injectable()
export class PostsFeed implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(PostsFeed.name);
  private stop: (() => Promise<void>) | undefined;
  private heart: NodeJS.Timeout | undefined;

  constructor(
    private readonly feed: Feed,
    private readonly known: KnownVersions,
    private readonly pages: PageNews,
    private readonly live: LiveThreads,
    private readonly gaps: GapCheck,
    private readonly metrics: FeedMetrics,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.heart = setInterval(() => this.beat(), BEAT_MS).unref();
    this.stop = await this.feed.follow({
      stream: 'POSTS',
      filter: 'evt.posts.>',
      onEvent: (envelope) => this.hear(envelope),
      onInterrupted: () => this.interrupted(),
      onRestored: () => this.restored(),
    });
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.heart);
    await this.stop?.();
  }

  private hear(envelope: EventEnvelope): void {
    this.note(envelope);
    this.metrics.events.inc();
  }

  private note(envelope: EventEnvelope): void {
    if (envelope.type === ThreadChangedV1.type) {
      const event = ThreadChangedV1.data.safeParse(envelope.data);
      if (event.success) return this.threadChanged(event.data);
    } else if (envelope.type === BoardChangedV1.type) {
      const event = BoardChangedV1.data.safeParse(envelope.data);
      if (event.success) return this.boardChanged(event.data);
    } else {
      return;
    }
    this.log.error(`Event ${envelope.id} of type ${envelope.type} cannot be read; asking for what moved`);
    this.interrupted();
    this.restored();
  }

  private threadChanged(event: ThreadChangedV1): void {
    this.epochIs(event.epoch);
    this.known.told(event.board, event.boardVersion);
    this.pages.threadChanged(event);
    this.live.threadChanged(event);
  }

  private boardChanged(event: BoardChangedV1): void {
    this.epochIs(event.epoch);
    this.known.told(event.board, event.version);
    this.pages.boardChanged(event);
    this.live.boardChanged(event);
  }

  /** An event of an epoch that has ended only costs what is held: the next answer tells the epoch of now. */
  private epochIs(epoch: string): void {
    if (epoch !== this.known.epoch) this.known.turn(epoch);
  }

  /** After a sleep the feed goes on where it was, but nothing is believed before it has caught up. */
  private beat(): void {
    const slept = !this.known.awake;
    this.known.beat();
    if (!slept || !this.known.flowing) return;
    this.interrupted();
    this.restored();
  }

  private interrupted(): void {
    this.metrics.flows.set(0);
    this.known.flowing = false;
    this.known.generation += 1;
    this.pages.doubt();
  }

  private restored(): void {
    this.metrics.flows.set(1);
    this.known.flowing = true;
    this.known.generation += 1;
    void this.gaps.run();
  }
}
