import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { nameOfStore, ObjectNotFound, type ObjectStore, StoreUnavailable } from '@board/storage';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import { Gauge } from 'prom-client';
import { MEDIA_CONFIG, type MediaConfig } from '../media.config.js';
import { STORE_FREE, STORE_UP } from '../media.metrics.js';
import { freeBytes } from './free-bytes.js';
import { OBJECT_STORE } from './store.provider.js';

const PROBE_MS = 5_000;
/** How often it says that it waits for a store that has not answered yet, and that one which did is away. */
const WAITING_MS = 15_000;
const AWAY_MS = 60_000;
/** Any name: that there is no such object is an answer. */
const PROBED = 'board/mark.json';

/** Asks the store every few seconds whether it answers, and tells when that changes. */
@Injectable()
export class StoreHealth implements OnModuleInit, OnModuleDestroy {
  private readonly log = new Logger(StoreHealth.name);
  private timer: NodeJS.Timeout | undefined;
  private asking = false;
  private hasAnswered = false;
  private toldAway = false;
  private toldAt = -Infinity;

  constructor(
    @Inject(MEDIA_CONFIG) private readonly config: MediaConfig,
    @Inject(OBJECT_STORE) private readonly store: ObjectStore,
    @InjectMetric(STORE_UP) private readonly up: Gauge,
  ) {}

  onModuleInit(): void {
    if (this.config.S3_ENDPOINT === undefined) this.measureDisk(this.config.STORE_DIR ?? '.');
    void this.probe();
    this.timer = setInterval(() => void this.probe(), PROBE_MS);
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private measureDisk(folder: string): void {
    new Gauge({
      name: STORE_FREE,
      help: 'Bytes free on the disk of the object store',
      async collect() {
        // One failure would keep all metrics from being told; that the disk is away, the probe tells.
        this.set(await freeBytes(folder).catch(() => NaN));
      },
    });
  }

  private async probe(): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    try {
      await this.store.stat(PROBED);
      this.answered();
    } catch (error) {
      if (error instanceof ObjectNotFound) this.answered();
      else this.away(error instanceof StoreUnavailable ? error.why : String(error));
    } finally {
      this.asking = false;
    }
  }

  private answered(): void {
    this.up.set(1);
    this.hasAnswered = true;
    if (this.toldAway) this.log.warn(`${this.name} answers again`);
    this.toldAway = false;
  }

  private away(why: string): void {
    this.up.set(0);
    const now = performance.now();
    if (now - this.toldAt < (this.hasAnswered ? AWAY_MS : WAITING_MS)) return;
    this.toldAt = now;
    this.toldAway = this.hasAnswered;
    this.log.warn(
      this.hasAnswered
        ? `${this.name} does not answer (${why}): no files are taken until it does`
        : `waiting for ${nameOfStore(this.config)}: ${why}`,
    );
  }

  private get name(): string {
    return nameOfStore(this.config).replace(/^t/, 'T');
  }
}
