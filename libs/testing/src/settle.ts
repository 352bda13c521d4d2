import { type ConsumerInfo, jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import type pg from 'pg';
import { withNats } from './ask.ts';
import { until } from './wait.ts';

/** Resolves when no event is unsent and none is left that a durable consumer has not dealt with; throws after `ms`. */
export async function settle(db: pg.Pool, natsUrl: string, ms: number): Promise<void> {
  await withNats(natsUrl, async (nats) => {
    const manager = await jetstreamManager(nats);
    await until(
      'nothing is on its way any more',
      async () => {
        // Consumers write events too: what the last one wrote may have come after the first look.
        const what = (await unsent(db)) || (await unhandled(manager)) || (await unsent(db));
        if (what) throw new Error(what);
        return true;
      },
      ms,
    );
  });
}

async function unsent(db: pg.Pool): Promise<string> {
  const { rowCount } = await db.query('SELECT 1 FROM outbox WHERE sent_at IS NULL');
  return rowCount ? `${rowCount} events are not sent` : '';
}

async function unhandled(manager: JetStreamManager): Promise<string> {
  for await (const stream of manager.streams.list()) {
    for await (const consumer of manager.consumers.list(stream.config.name)) {
      if (!consumer.config.durable_name) continue;
      const open = consumer.num_pending + consumer.num_ack_pending + (await unheard(manager, consumer));
      if (open > 0) return `${consumer.config.durable_name} has ${open} events to deal with`;
    }
  }
  return '';
}

/** 1 while the newest event is not counted as pending yet: the server tells a consumer a moment after it stored one. */
async function unheard(manager: JetStreamManager, consumer: ConsumerInfo): Promise<number> {
  const filter = consumer.config.filter_subject ?? '>';
  const newest = await manager.streams.getMessage(consumer.stream_name, { last_by_subj: filter });
  return newest && newest.seq > consumer.delivered.stream_seq ? 1 : 0;
}
