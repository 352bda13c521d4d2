import { setTimeout as wait } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Waiting } from '@board/messaging';
import { nameOfStore, type ObjectStore, StoreUnavailable } from '@board/storage';
import { RENDERER_CONFIG, type RendererConfig } from '../renderer.config.js';
import { ASSETS } from './assets.js';
import { LOOK } from './look.id.js';
import { STORE } from './store.provider.js';

const DAY_MS = 24 * 60 * 60 * 1000;
/** How long after its last renderer the assets of a look are kept, for pages that are still open or cached. */
const KEEP_MS = 30 * DAY_MS;
const RETRY_MS = 1_000;

/** Puts this look's assets into the store before the service is ready, and keeps `static/` tidy. */
@Injectable()
export class LookPublisher implements OnModuleInit, OnModuleDestroy {
  private readonly log = new Logger(LookPublisher.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(STORE) private readonly store: ObjectStore,
    @Inject(RENDERER_CONFIG) private readonly config: RendererConfig,
  ) {}

  /** Waits for a store that is down: pages must not ask for assets that are not there. */
  async onModuleInit(): Promise<void> {
    const waiting = new Waiting(this.log, nameOfStore(this.config));
    for (;;) {
      try {
        await this.publish({ ifAbsent: true });
        break;
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        waiting.tell(error.why);
        await wait(RETRY_MS);
      }
    }
    this.timer = setInterval(() => void this.tidy(), DAY_MS);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Renews the date of this look, so that no other renderer takes it for old, and removes those that nobody renewed. */
  async tidy(now = Date.now()): Promise<void> {
    try {
      await this.publish({ ifAbsent: false });
      for await (const { name, modifiedAt } of this.store.list('static/')) {
        const own = name.startsWith(`static/${LOOK}/`);
        if (!own && now - modifiedAt.getTime() > KEEP_MS) await this.store.delete(name);
      }
    } catch (error) {
      this.log.warn(`Old looks were not swept: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  private async publish({ ifAbsent }: { ifAbsent: boolean }): Promise<void> {
    for (const { name, mime, body } of ASSETS) {
      await this.store.put(`static/${LOOK}/${name}`, body, { bytes: body.length, mime, ifAbsent });
    }
  }
}
