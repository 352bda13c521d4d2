import { ListBoards } from '@board/contracts';
import { Nats, RpcClient } from '@board/messaging';
import {
  freePort,
  launch,
  natsServerBinaries,
  type NatsServer,
  type PostgresServer,
  ServiceProcess,
  startNats,
  startPostgres,
  until,
  untilReady,
} from '@board/testing';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectDatabase, dataSourceOptions } from '../src/database/data-source.js';
import { PostsConfig } from '../src/posts.config.js';

/** A NATS server without streams. */
async function startBareNats(): Promise<{ url: string; stop(): Promise<void> }> {
  const port = await freePort();
  const [binary] = natsServerBinaries();
  const server = await launch({
    name: 'nats-server',
    command: binary?.path ?? 'nats-server',
    args: ['-a', '127.0.0.1', '-p', String(port)],
  });
  await untilReady(server, async () => server.tail().includes('Server is ready'));
  return { url: `nats://127.0.0.1:${port}`, stop: () => server.stop() };
}

describe('the start', () => {
  let nats: NatsServer;
  let postgres: PostgresServer;
  beforeAll(async () => {
    [nats, postgres] = await Promise.all([startNats(), startPostgres({ fsync: false })]);
  });
  afterAll(() => Promise.all([nats?.stop(), postgres?.stop()]));

  const settings = (more: Record<string, string> = {}): Record<string, string> => ({
    NATS_URL: nats.url,
    DATABASE_URL: postgres.url,
    INTERNAL_PORT: '0',
    TRIP_KEY: 'trip-key-of-the-start-0123456789abcdef',
    PASSWORD_KEY: 'password-key-of-the-start-0123456789ab',
    ...more,
  });

  it('waits for a schema that somebody else brings, then serves with the boards it was told to open', async () => {
    const waiting = new ServiceProcess('posts', 0, settings({ MIGRATE: 'false', SEED_BOARDS: 'b:Random' }));
    const started = waiting.start();
    const connection = await Nats.open({ service: 'test', url: nats.url });
    try {
      await until('it says what it waits for', () =>
        waiting.lines.some((line) => line.includes('migrations must run first')),
      );
      expect(waiting.running).toBe(false);
      expect(waiting.lines.join('\n')).not.toContain('"level":"error"');
      const migrating = new ServiceProcess('posts', 1, settings());
      await migrating.start();
      await started;
      const { boards } = await new RpcClient(connection).call(ListBoards, {});
      expect(boards.map((board) => board.title)).toEqual(['Random']);
      expect(await Promise.all([waiting.stop(), migrating.stop()])).toEqual([0, 0]);
    } finally {
      await connection.onApplicationShutdown();
      await waiting.stop();
    }
  });

  it('names every wrong setting at once', async () => {
    const wrong = new ServiceProcess(
      'posts',
      0,
      settings({ DATABASE_URL: 'mysql://x', FLOOD_REPLY_MS: 'soon', SEED_BOARDS: 'b:Random,Nope' }),
    );
    await expect(wrong.start()).rejects.toThrow('ended with 1');
    const said = wrong.lines.join('\n');
    for (const name of ['DATABASE_URL', 'FLOOD_REPLY_MS', 'SEED_BOARDS']) expect(said).toContain(name);
  });

  it('ends at once, with a sentence and without the password, where waiting for Postgres does not help', async () => {
    const own = await startPostgres({ fsync: false, password: 'the-right-one' });
    try {
      const client = new pg.Client({ connectionString: own.url });
      await client.connect();
      await client.query(`CREATE ROLE guest LOGIN PASSWORD 'guest-password'`);
      await client.end();
      const guest = own.url.replace('board:the-right-one', 'guest:guest-password');
      const refusals: [string, RegExp][] = [
        [own.url.replace('the-right-one', 'a-wrong-one'), /refuses the password of user board/],
        [`${own.url}-typo`, /has no database board-typo: create it/],
        [guest, /does not let user guest make what the board needs .*GRANT ALL ON SCHEMA public TO guest/],
      ];
      for (const [url, sentence] of refusals) {
        const refused = new ServiceProcess('posts', 0, settings({ DATABASE_URL: url }));
        await expect(refused.start()).rejects.toThrow('ended with 1');
        // Nest tells of it on the other stream, and which is read first is chance.
        const last = refused.lines
          .map((line) => JSON.parse(line) as { level: string; msg: string })
          .find(({ level }) => level === 'fatal');
        expect(last?.msg).toMatch(sentence);
        expect(last?.msg).toContain(`Postgres at 127.0.0.1:${own.port}`);
        expect(refused.lines.join('\n')).not.toMatch(/wrong-one|guest-password/);
      }
    } finally {
      await own.stop();
    }
  });

  it('is no start on a NATS without JetStream, and says what to do', async () => {
    const bare = await startBareNats();
    const refused = new ServiceProcess(
      'posts',
      0,
      settings({ NATS_URL: bare.url, DATABASE_URL: await postgres.createDatabase() }),
    );
    await expect(refused.start()).rejects.toThrow('ended with 1');
    await bare.stop();
    expect(refused.lines.at(-1)).toContain('JetStream is not enabled on this NATS: start it with -js');
  });

  it('the schema - killed in the middle of a migration, it is whole, and the next start goes on', async () => {
    const url = await postgres.createDatabase();
    const options = dataSourceOptions(PostsConfig.parse(settings({ DATABASE_URL: url })));
    const before = await connectDatabase(options);
    for (const _ of [1, 2, 3]) await before.undoLastMigration();
    const applied = `SELECT count(*)::int AS count FROM migrations`;
    const [old] = await before.query<{ count: number }[]>(applied);
    // A reader of the table that is changed: the migration waits for it, in the middle.
    const reader = new pg.Client({ connectionString: url });
    await reader.connect();
    await reader.query('BEGIN; SELECT FROM meta; SELECT FROM boards');
    const killed = new ServiceProcess('posts', 0, settings({ DATABASE_URL: url }));
    const starting = killed.start();
    const waiting = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%ALTER TABLE%'`;
    await until('it migrates', async () => (await before.query<unknown[]>(waiting)).length > 0);
    await Promise.all([expect(starting).rejects.toThrow('did not start'), killed.kill()]);
    await reader.end();
    await until('Postgres has noticed', async () => (await before.query<unknown[]>(waiting)).length === 0);
    expect(await before.query(applied)).toEqual([old]);
    await before.destroy();

    const ours = { DATABASE_URL: url, ACCEPT_CHANGED: 'streams' };
    const next = new ServiceProcess('posts', 0, settings(ours));
    await next.start();
    await next.start();
    expect(next.lines.filter((line) => line.includes('Migrated: '))).toHaveLength(3);
    expect(await next.stop()).toBe(0);
  });

  it('the schema - a migration that fails ends the start with a sentence, and leaves what was there', async () => {
    const url = await postgres.createDatabase();
    const options = dataSourceOptions(PostsConfig.parse(settings({ DATABASE_URL: url })));
    const before = await connectDatabase(options);
    await before.undoLastMigration();
    await before.query('CREATE TABLE acts ()');
    const applied = 'SELECT name FROM migrations ORDER BY id';
    const old = await before.query<unknown[]>(applied);
    const refused = new ServiceProcess('posts', 0, settings({ DATABASE_URL: url }));
    await expect(refused.start()).rejects.toThrow('ended with 1');
    expect(refused.lines.at(-1)).toContain(
      'The schema could not be brought up to date: relation \\"acts\\" already exists',
    );
    expect(await before.query(applied)).toEqual(old);
    await before.destroy();
  });

  it('the schema - can be taken back and brought again', async () => {
    const url = await postgres.createDatabase();
    const options = dataSourceOptions(PostsConfig.parse(settings({ DATABASE_URL: url })));
    const first = await connectDatabase(options);
    for (const _ of first.migrations) await first.undoLastMigration();
    await first.destroy();
    const empty = new pg.Client({ connectionString: url });
    await empty.connect();
    const left = await empty.query(`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`);
    await empty.end();
    expect(left.rows).toEqual([{ tablename: 'migrations' }]);
    const again: DataSource = await connectDatabase(options);
    expect(await again.query('SELECT slug FROM boards')).toEqual([]);
    await again.destroy();
  });
});
