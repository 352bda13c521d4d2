import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { DomainError, type SweepReport } from '@board/contracts';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { MEDIA_CONFIG, type MediaConfig } from '../media.config.js';
import { SWEEPS } from '../media.metrics.js';
import { SweepStoreHandler, type SweepWish } from './sweep-store.handler.js';

/** Sweeps the store again and again, one sweep at a time, at times that differ between replicas. */
@Injectable()
export class SweepSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(SweepSchedule.name);
  private readonly stop = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  /** When the last sweep ended (ISO 8601), and how. */
  last: { at: string; outcome: string } | null = null;

  constructor(
    @Inject(MEDIA_CONFIG) private readonly config: MediaConfig,
    private readonly sweepStore: SweepStoreHandler,
    @InjectMetric(SWEEPS) private readonly sweeps: Counter<'outcome'>,
  ) {}

  onApplicationBootstrap(): void {
    this.plan();
  }

  async onModuleDestroy(): Promise<void> {
    this.stop.abort();
    clearTimeout(this.timer);
    await this.running;
  }

  /** Sweeps at once, after the sweep that may be under way. Throws what the sweep throws. */
  async now(wish: SweepWish): Promise<SweepReport> {
    const before = this.running;
    const sweep = before.then(() => this.sweepStore.execute(wish, this.stop.signal));
    this.running = sweep.then(
      ({ stopped }) => {
        if (!wish.dryRun) this.note(stopped ? 'stopped' : 'done');
      },
      () => this.note('failed'),
    );
    return sweep;
  }

  private plan(): void {
    if (this.stop.signal.aborted) return;
    const pause = this.config.SWEEP_EVERY_MS * (0.75 + Math.random() / 2);
    this.timer = setTimeout(() => {
      this.running = this.running.then(() => this.sweep()).finally(() => this.plan());
    }, pause);
  }

  private async sweep(): Promise<void> {
    try {
      const { stopped } = await this.sweepStore.execute({ dryRun: false, accept: false }, this.stop.signal);
      this.note(stopped ? 'stopped' : 'done');
    } catch (error) {
      this.note('failed');
      const sentence = `The sweep will be tried again: ${error instanceof Error ? error.message : String(error)}`;
      // Who is away is told of elsewhere.
      if (error instanceof DomainError && error.kind === 'unavailable') this.log.log(sentence);
      else this.log.warn(sentence);
    }
  }

  private note(outcome: string): void {
    this.sweeps.inc({ outcome });
    this.last = { at: new Date().toISOString(), outcome };
  }
}
