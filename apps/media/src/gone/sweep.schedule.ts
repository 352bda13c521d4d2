import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { MEDIA_CONFIG, type MediaConfig } from '../media.config.js';
import { SWEEPS } from '../media.metrics.js';
import { SweepStoreHandler } from './sweep-store.handler.js';

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

  private plan(): void {
    if (this.stop.signal.aborted) return;
    const pause = this.config.SWEEP_EVERY_MS * (0.75 + Math.random() / 2);
    this.timer = setTimeout(() => {
      this.running = this.sweep().finally(() => this.plan());
    }, pause);
  }

  private async sweep(): Promise<void> {
    try {
      await this.sweepStore.execute(this.stop.signal);
      this.note('done');
    } catch (error) {
      this.note('failed');
      this.log.warn(`The sweep was cut short and will be tried again: ${String(error)}`);
    }
  }

  private note(outcome: string): void {
    this.sweeps.inc({ outcome });
    this.last = { at: new Date().toISOString(), outcome };
  }
}
