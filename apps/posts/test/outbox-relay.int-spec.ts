import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { DeletePost, EventEnvelope, FileReleasedV1, ThreadChangedV1 } from '@board/contracts';
import { until } from '@board/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newFile, PostsHouse } from './posts.house.js';

describe('the outbox and its relay', () => {
  let house: PostsHouse;
  beforeAll(async () => {
    house = await PostsHouse.start({ replicas: 2 });
  });
  afterAll(() => house?.stop());

  const manager = (): Promise<JetStreamManager> => jetstreamManager(house.connection.connection);

  /** Every event in the stream, in its order. */
  async function inStream(): Promise<{ subject: string; event: EventEnvelope }[]> {
    const streams = (await manager()).streams;
    const { first_seq: first, last_seq: last } = (await streams.info('POSTS')).state;
    const events = [];
    for (let seq = Math.max(1, first); seq <= last; seq += 1) {
      const message = await streams.getMessage('POSTS', { seq });
      if (message) events.push({ subject: message.subject, event: EventEnvelope.parse(message.json()) });
    }
    return events;
  }

  const idsInOutbox = async (): Promise<string[]> =>
    (await house.db.query<{ event_id: string }>('SELECT event_id FROM outbox ORDER BY id')).rows.map(
      (row) => row.event_id,
    );

  /** Which replica leads, once exactly one says so. */
  const leader = (): Promise<number> =>
    until('one replica leads', async () => {
      const says = await Promise.all(
        house.replicas.map(async (one, i) => (one.running ? house.metric('posts_relay_leader', i) : 0)),
      );
      return says.filter((word) => word === 1).length === 1 ? { at: says.indexOf(1) } : undefined;
    }).then((found) => found.at);

  it('every change - is told once, in order, on a subject of its own', async () => {
    const file = newFile();
    const thread = await house.post({ files: [file] });
    const reply = await house.reply(thread);
    const gone = await house.call(DeletePost, { board: 'b', no: thread.no });
    await house.relayed();
    const events = await inStream();
    const subject = `evt.posts.thread.changed.v1.b.${thread.no}`;
    const changes = events.filter(({ event }) => event.type === ThreadChangedV1.type);
    expect(changes).toMatchObject([
      {
        subject,
        event: { key: `b/${thread.no}`, version: 1, data: { boardVersion: thread.boardVersion, gone: [] } },
      },
      {
        subject,
        event: { version: 2, data: { version: 2, boardVersion: reply.boardVersion, epoch: reply.epoch } },
      },
      { subject, event: { version: 3, data: { boardVersion: gone.boardVersion, gone: [thread.no] } } },
    ]);
    for (const { event } of changes) ThreadChangedV1.data.parse(event.data);
    expect(events.filter(({ event }) => event.type === FileReleasedV1.type)).toMatchObject([
      { subject: 'evt.posts.file.released.v1', event: { data: { name: file.name } } },
    ]);
    expect(events.every(({ event }) => event.id[14] === '7')).toBe(true);
  });

  it('while NATS is away - rows wait, and all are sent when it is back', async () => {
    const thread = await house.post();
    await house.relayed();
    await house.nats.kill('SIGKILL');
    await house.db.query(`
      INSERT INTO outbox (type, key, version, data)
      SELECT type, key, n, data FROM generate_series(1, 450) AS n, LATERAL (
        SELECT * FROM outbox WHERE type = '${ThreadChangedV1.type}' ORDER BY id LIMIT 1) AS one`);
    await until('the relay has noticed', async () => {
      const failures = await Promise.all(
        house.replicas.map((_, i) => house.metric('posts_relay_failures_total', i)),
      );
      return Math.max(...failures) > 1;
    });
    expect((await house.db.query('SELECT 1 FROM outbox WHERE sent_at IS NULL')).rowCount).toBe(450);
    await house.nats.restart();
    await house.relayed(20_000);
    const ids = (await inStream()).map(({ event }) => event.id);
    expect(ids.toSorted()).toEqual((await idsInOutbox()).toSorted());
    await house.reply(thread);
  });

  it('a leader killed in the middle of its work - is succeeded, and every event is in the stream once', async () => {
    const thread = await house.post();
    const first = await leader();
    const before = await house.metric('posts_relay_published_total', first);
    const posting = Array.from({ length: 6 }, async () => {
      for (let n = 0; n < 30; n += 1) await house.reply(thread).catch(() => undefined);
    });
    await until(
      'the relay is at work',
      async () => (await house.metric('posts_relay_published_total', first)) > before + 30,
    );
    await house.replica(first).kill('SIGKILL');
    await Promise.all(posting);
    await until('the other leads', async () => (await house.metric('posts_relay_leader', 1 - first)) === 1);
    await house.relayed();
    const sent = (await inStream()).map(({ event }) => event.id);
    expect(sent.toSorted()).toEqual((await idsInOutbox()).toSorted());
    // What was sent and not marked is sent again under the same id; here for all that there is.
    await house.db.query('UPDATE outbox SET sent_at = NULL');
    await house.relayed();
    const ids = (await inStream()).map(({ event }) => event.id);
    expect(ids.toSorted()).toEqual((await idsInOutbox()).toSorted());
    await house.replica(first).start();
  });

  it('a change that commits late - is told though later ones have been', async () => {
    const late = await house.db.connect();
    try {
      await late.query('BEGIN');
      await late.query(
        `INSERT INTO outbox (type, key, version, data) SELECT type, 'late', 0, data FROM outbox LIMIT 1`,
      );
      await house.post();
      await house.relayed();
      await late.query('COMMIT');
    } finally {
      late.release();
    }
    await house.relayed();
    expect((await inStream()).filter(({ event }) => event.key === 'late')).toHaveLength(1);
  });

  it('an event that cannot be told - stays, and holds up no other', async () => {
    await house.db.query(`
      INSERT INTO outbox (type, key, version, data)
      VALUES ('posts.thing.unheard.v9', 'poison', 0, '{}'), ('${ThreadChangedV1.type}', 'poison', 0, '{}')`);
    const { no } = await house.post();
    await until('the post is told', async () =>
      (await inStream()).some(({ event }) => event.key === `b/${no}`),
    );
    const waiting = await house.db.query(`SELECT key FROM outbox WHERE sent_at IS NULL`);
    expect(waiting.rows).toEqual([{ key: 'poison' }, { key: 'poison' }]);
    await house.db.query(`DELETE FROM outbox WHERE key = 'poison'`);
  });

  it('of two replicas one leads; one that stops politely is succeeded at once', async () => {
    const first = await leader();
    expect(await house.replica(first).stop()).toBe(0);
    await until(
      'the other leads',
      async () => (await house.metric('posts_relay_leader', 1 - first)) === 1,
      1_500,
    );
    await house.post();
    await house.relayed();
    await house.replica(first).start();
  });

  it('when the stream was made anew - what a durable consumer must see is told again, the rest is not', async () => {
    const file = newFile();
    const { no } = await house.post({ files: [file] });
    await house.call(DeletePost, { board: 'b', no });
    await house.relayed();
    await (await manager()).streams.delete('POSTS');
    const again = await until('the stream is back and holds an event', async () => {
      const events = await inStream();
      return events.length > 0 ? events : undefined;
    });
    await house.relayed();
    expect(again.every(({ event }) => event.type === FileReleasedV1.type)).toBe(true);
    expect(again.map(({ event }) => event.data)).toContainEqual({ name: file.name });
  });

  it('what changes while there is no stream - is told when there is one', async () => {
    const thread = await house.post();
    await house.relayed();
    for (let round = 0; round < 4; round += 1) {
      await (await manager()).streams.delete('POSTS');
      const versions = [];
      for (let n = 0; n < 5; n += 1) versions.push((await house.reply(thread)).threadVersion);
      await until('the stream is back', inStream);
      await house.relayed();
      const told = (await inStream()).filter(({ event }) => event.type === ThreadChangedV1.type);
      // What met the stream too early comes behind what was sent with it: events of a board may be told in another order.
      expect(told.map(({ event }) => event.version).toSorted((a, b) => a - b)).toEqual(versions);
    }
  });

  it('sent events - are kept for a week, and cloaks for a day', async () => {
    await house.post();
    await house.relayed();
    await house.db.query(
      `UPDATE outbox SET sent_at = now() - CASE WHEN id % 2 = 0 THEN interval '8 days' ELSE interval '6 days' END`,
    );
    await house.db.query(`UPDATE cloaks SET seen_at = now() - interval '25 hours'`);
    const count = async (which: string): Promise<number | null> =>
      (await house.db.query(`SELECT 1 FROM outbox WHERE ${which}`)).rowCount;
    const kept = await count('id % 2 = 1');
    await house.replica().stop();
    await house.replica().start();
    await until(
      'the old ones are gone',
      async () => (await count(`sent_at < now() - interval '7 days'`)) === 0,
    );
    expect(await count('id % 2 = 1')).toBe(kept);
    await until(
      'the cloak is forgotten',
      async () => (await house.db.query('SELECT 1 FROM cloaks')).rowCount === 0,
    );
  });
});
