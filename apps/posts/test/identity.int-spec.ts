import { CheckKey, GetIdentity } from '@board/contracts';
import { Nats, RpcClient } from '@board/messaging';
import {
  type NatsServer,
  type PostgresServer,
  ServiceProcess,
  startNats,
  startPostgres,
  until,
} from '@board/testing';
import { jetstreamManager } from '@nats-io/jetstream';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe('which board it is', () => {
  let nats: NatsServer;
  let postgres: PostgresServer;
  let connection: Nats;
  let rpc: RpcClient;

  beforeAll(async () => {
    [nats, postgres] = await Promise.all([startNats(), startPostgres({ fsync: false })]);
    connection = await Nats.open({ service: 'test', url: nats.url });
    rpc = new RpcClient(connection);
  });
  afterAll(async () => {
    await connection?.onApplicationShutdown();
    await Promise.all([nats?.stop(), postgres?.stop()]);
  });

  const posts = (url: string, more: Record<string, string> = {}): ServiceProcess =>
    new ServiceProcess('posts', 0, {
      NATS_URL: nats.url,
      DATABASE_URL: url,
      INTERNAL_PORT: '0',
      TRIP_KEY: 'trip-key-of-the-board-0123456789abcdef',
      PASSWORD_KEY: 'password-key-of-the-board-0123456789ab',
      SEED_BOARDS: 'b:Random',
      ...more,
    });

  /** Starts posts, and gives what `look` sees while it runs and has told all that it had to tell. */
  async function served<T>(
    url: string,
    look: () => Promise<T>,
    more: Record<string, string> = {},
  ): Promise<T> {
    const service = posts(url, more);
    await service.start();
    try {
      const unsent = `SELECT FROM outbox WHERE sent_at IS NULL`;
      await until('all is told', async () => (await query(url, unsent)).length === 0);
      return await look();
    } finally {
      await service.stop();
    }
  }
  const identity = () => rpc.call(GetIdentity, {});
  const epochOf = async (url: string, more?: Record<string, string>): Promise<string> =>
    (await served(url, identity, more)).epoch;

  /** What a start that is refused says. */
  async function refusal(url: string, more: Record<string, string> = {}): Promise<string> {
    const service = posts(url, more);
    await expect(service.start()).rejects.toThrow('ended with 1');
    const fatal = service.lines.filter((line) => line.includes('"level":"fatal"'));
    expect(fatal).toHaveLength(1);
    expect(fatal.join()).not.toContain('stack');
    return (JSON.parse(fatal.join()) as { msg: string }).msg;
  }

  async function query(url: string, text: string): Promise<unknown[]> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query(text)).rows;
    } finally {
      await client.end();
    }
  }

  async function loseStreams(): Promise<void> {
    const manager = await jetstreamManager(connection.connection);
    for await (const { config } of manager.streams.list()) await manager.streams.delete(config.name);
  }

  it('the epoch - lasts over restarts, and is new when the database is older than what was told of it', async () => {
    const url = await postgres.createDatabase();
    await loseStreams();
    const first = await epochOf(url);
    expect(await epochOf(url)).toBe(first);

    // As a dump of before the last event that is restored over what is there.
    await query(url, 'DELETE FROM outbox');
    const second = await epochOf(url);
    expect(second).not.toBe(first);

    await loseStreams();
    const third = await epochOf(url);
    expect(third).not.toBe(second);

    // As a dump that is restored beside what was there.
    await query(url, `UPDATE meta SET place = '1.2'`);
    expect(await epochOf(url)).not.toBe(third);
  });

  it('a new epoch - is told of every board, also by what still waited to be told', async () => {
    const url = await postgres.createDatabase();
    await loseStreams();
    const before = await epochOf(url);
    await query(url, `UPDATE outbox SET sent_at = NULL, event_id = uuid_v7()`);
    await query(url, `DELETE FROM streams`);
    const heard: string[] = [];
    const stop = connection.connection.subscribe('evt.posts.board.changed.>', {
      callback: (_, message) => {
        heard.push(message.json<{ data: { epoch: string } }>().data.epoch);
      },
    });
    const after = await epochOf(url);
    await until('both are heard', () => heard.length >= 2);
    stop.unsubscribe();
    expect(after).not.toBe(before);
    expect(new Set(heard)).toEqual(new Set([after]));
  });

  it("the streams - another board's are refused, unless that is meant, and are then this board's", async () => {
    const [one, other] = [await postgres.createDatabase(), await postgres.createDatabase()];
    await loseStreams();
    const { board } = await served(one, identity);
    const said = await refusal(other);
    expect(said).toContain(
      `The stream POSTS on this NATS is of board ${board}, and the database is of board`,
    );
    expect(said).toContain('ACCEPT_CHANGED=streams');
    await epochOf(other, { ACCEPT_CHANGED: 'streams' });
    expect(await refusal(one)).toContain('The stream POSTS on this NATS is of board');
  });

  it('the streams - of a board of before there were marks are refused to a database that never told of them', async () => {
    const [old, fresh] = [await postgres.createDatabase(), await postgres.createDatabase()];
    await loseStreams();
    await epochOf(old);
    const manager = await jetstreamManager(connection.connection);
    await manager.streams.update('POSTS', { description: '' });
    expect(await refusal(fresh)).toContain('a board that this database has never told of');
    await epochOf(old);
    expect((await manager.streams.info('POSTS')).config.description).toMatch(/^board [a-z0-9]{16}$/);
  });

  it('the streams - a second NATS beside a database that a board is at work on is refused', async () => {
    const url = await postgres.createDatabase();
    await loseStreams();
    const second = await startNats();
    try {
      await served(url, async () => {
        expect(await refusal(url, { NATS_URL: second.url })).toContain(
          'Another board is at work on this database, over another NATS',
        );
      });
      // Which NATS it is may change while nobody is at work.
      const moved = posts(url, { NATS_URL: second.url });
      await moved.start();
      expect(await moved.stop()).toBe(0);
    } finally {
      await second.stop();
    }
  });

  it('the database - an empty one and another than the right one are refused by name, and left as they are', async () => {
    const [empty, another] = [await postgres.createDatabase(), await postgres.createDatabase()];
    await loseStreams();
    const BOARD = 'aboardmadebefore';
    const said = await refusal(empty, { BOARD });
    expect(said).toContain(
      `${new URL(empty).pathname.slice(1)} at 127.0.0.1:${postgres.port} is empty, but board ${BOARD}`,
    );
    expect(await query(empty, `SELECT FROM pg_tables WHERE schemaname = 'public'`)).toEqual([]);
    const { board } = await served(another, identity);
    expect(await refusal(another, { BOARD })).toContain(
      `is of board ${board}, but the files and secrets here`,
    );
    expect(await served(another, identity, { BOARD: board })).toMatchObject({ board });
    await loseStreams();
    await epochOf(empty, { BOARD, ACCEPT_CHANGED: 'database' });
  });

  it('the keys - others than the board was made with are refused by name, unless that is meant', async () => {
    const url = await postgres.createDatabase();
    await loseStreams();
    await epochOf(url);
    const changed = {
      TRIP_KEY: 'another-key-for-trips-0123456789abcdef',
      PASSWORD_KEY: 'another-key-for-passwords-0123456789ab',
    };
    const said = await refusal(url, changed);
    expect(said).toContain('TRIP_KEY is not the one this board was made with');
    expect(said).not.toContain('another-key');
    expect(await refusal(url, { ...changed, ACCEPT_CHANGED: 'TRIP_KEY' })).toContain('PASSWORD_KEY is not');
    const key = { name: 'CLOAK_KEY', check: '0123456789abcdef', accept: false } as const;
    const other = { ...key, check: 'fedcba9876543210' };
    await served(
      url,
      async () => {
        await rpc.call(CheckKey, key);
        await rpc.call(CheckKey, key);
        await expect(rpc.call(CheckKey, other)).rejects.toMatchObject({ reason: 'key_changed' });
        await rpc.call(CheckKey, { ...other, accept: true });
        await expect(rpc.call(CheckKey, key)).rejects.toMatchObject({ reason: 'key_changed' });
      },
      { ...changed, ACCEPT_CHANGED: 'TRIP_KEY, PASSWORD_KEY' },
    );
    expect(await refusal(url)).toContain('TRIP_KEY is not the one');
  });

  it('the schema - of a newer program is refused, unless that program said that older ones may go on', async () => {
    const url = await postgres.createDatabase();
    await loseStreams();
    await epochOf(url);
    await query(
      url,
      `INSERT INTO migrations (timestamp, name) VALUES (1999000000000, 'Future1999000000000')`,
    );
    expect(await refusal(url)).toContain(
      'The data is of a newer version of the board: its schema is Future1999000000000',
    );
    await query(url, `UPDATE meta SET schema = 1999000000000`);
    expect((await served(url, identity)).schema).toBe('Future1999000000000');
    await query(url, `UPDATE meta SET works_from = 1999000000000`);
    expect(await refusal(url)).toContain('Start the version that it was last used with, or restore a backup');
  });
});
