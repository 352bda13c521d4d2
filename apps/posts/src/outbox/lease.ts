import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { Database } from '../database/database.js';
import { sql } from '../database/statement.js';

/** A leader that was killed is succeeded after this long; it must be well over one renewal. */
const LEASE_MS = 2_000;
/** The row is asked this often at most, however often the relay is nudged; less than the relay's own poll. */
const ASK_MS = 450;

/** Without waiting for the disk: a lease that is lost in a crash of Postgres is taken again. */
const TAKE = sql`
  INSERT INTO leases AS l (name, holder, until)
  SELECT 'relay', $1, clock_timestamp() + $2 * interval '1 ms'
  FROM (SELECT set_config('synchronous_commit', 'off', true)) AS fast
  ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
  WHERE l.holder = excluded.holder OR l.until < clock_timestamp()
  RETURNING holder`;

const RELEASE = sql`DELETE FROM leases WHERE name = 'relay' AND holder = $1`;

/**
 * Which replica relays the outbox. A row and not a session lock, so that it works through a pooler. Two leaders for a
 * moment are harmless: events have ids and versions.
 */
@Injectable()
export class Lease {
  private readonly holder = randomUUID();
  private leading = false;
  private askedAt = -Infinity;

  constructor(private readonly database: Database) {}

  /** Whether this replica led when it was last asked, half a second ago at most. */
  get leads(): boolean {
    return this.leading;
  }

  /** Whether this replica leads now; takes the lease when it is free. */
  async held(): Promise<boolean> {
    const now = performance.now();
    if (now - this.askedAt < ASK_MS) return this.leading;
    this.leading = false;
    const rows = await this.database.rows(TAKE, [this.holder, LEASE_MS]);
    this.leading = rows.length > 0;
    this.askedAt = now;
    return this.leading;
  }

  /** Lets another replica lead at once. */
  async release(): Promise<void> {
    this.leading = false;
    this.askedAt = Infinity;
    await this.database.rows(RELEASE, [this.holder]);
  }
}
