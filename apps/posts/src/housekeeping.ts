import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Database } from './database/database.js';
import { sql } from './database/statement.js';

const EVERY_MS = 3_600_000;

/** Sent events are kept for as long as a new stream may need them told again. */
const OLD_EVENTS = sql`DELETE FROM outbox WHERE sent_at < clock_timestamp() - interval '7 days'`;
/** No rule of how often looks back further than an hour, and what is not needed of posters is not kept. */
const OLD_CLOAKS = sql`DELETE FROM cloaks WHERE seen_at < clock_timestamp() - interval '1 day'`;

const OLD_ACTS = sql`DELETE FROM acts WHERE at < clock_timestamp() - interval '1 year'`;

/** Forgets what nobody needs any more. Every replica does it: deleting twice is deleting once. */
@Injectable()
export class Housekeeping implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(Housekeeping.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly database: Database) {}

  onApplicationBootstrap(): void {
    void this.clean();
    this.timer = setInterval(() => void this.clean(), EVERY_MS);
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private async clean(): Promise<void> {
    try {
      await this.database.rows(OLD_EVENTS);
      await this.database.rows(OLD_CLOAKS);
      await this.database.rows(OLD_ACTS);
    } catch (error) {
      this.log.warn(`Old rows stay for another hour: ${String(error)}`);
    }
  }
}
