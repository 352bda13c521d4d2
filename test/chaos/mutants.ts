import { kill, killNats, mediaWhileDeleting, type Strike } from './killer.ts';
import type { Change } from './mutant.ts';

/** A house with a fault that the crash run must see, and the blows under which it shows. */
export interface Mutant {
  /** Goes on after "a house that". */
  does: string;
  changes: readonly Change[];
  strikes: readonly Strike[];
}

const OUTBOX = 'apps/posts/dist/outbox/outbox.js';
const DATABASE = 'apps/posts/dist/database/database.js';
const CONSUMER = 'libs/messaging/dist/events/durable.consumer.js';
const FEED = 'apps/gateway/dist/feed/posts-feed.service.js';

export const MUTANTS: readonly Mutant[] = [
  {
    does: 'tells of a post before it is committed',
    changes: [
      { file: OUTBOX, from: 'this.nats = nats;', to: 'this.nats = globalThis.courier = nats;' },
      { file: DATABASE, from: "this.committed = this.client.query('COMMIT');", to: '' },
      {
        file: DATABASE,
        from: 'await tx.commit();',
        // Told and marked as told inside the transaction, whose commit then takes its time, as on a busy disk.
        to: `const told = await client.query(
          'UPDATE outbox SET sent_at = now() WHERE sent_at IS NULL AND xmin = pg_current_xact_id()::xid RETURNING *');
        for (const { event_id: id, type, key, version, data, occurred_at: at } of told.rows) {
          const keys = type === 'posts.thread.changed.v1' ? '.' + key.replace('/', '.') : '';
          const event = { id, type, occurredAt: at.toISOString(), key, version: Number(version), data };
          globalThis.courier.publish('evt.' + type + keys, JSON.stringify(event));
        }
        if (told.rows.length > 0) await new Promise((resolve) => setTimeout(resolve, 400));
        await tx.commit();`,
      },
    ],
    strikes: [mediaWhileDeleting, kill('posts', 0), mediaWhileDeleting],
  },
  {
    does: 'acknowledges an event before it has dealt with it',
    changes: [
      {
        file: CONSUMER,
        from: 'const working = setInterval(',
        to: 'message.ack(); const working = setInterval(',
      },
    ],
    strikes: [mediaWhileDeleting, mediaWhileDeleting, mediaWhileDeleting],
  },
  {
    does: 'trusts what it has cached after its feed broke',
    changes: [
      { file: FEED, from: 'this.pages.doubt();', to: '' },
      { file: FEED, from: 'void this.gaps.run();', to: '' },
    ],
    strikes: [killNats],
  },
];
