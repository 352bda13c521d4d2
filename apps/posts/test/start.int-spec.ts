import { ListBoards } from '@board/contracts';
import { Nats, RpcClient } from '@board/messaging';
import {
  type NatsServer,
  type PostgresServer,
  ServiceProcess,
  startNats,
  startPostgres,
  until,
} from '@board/testing';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectDatabase, dataSourceOptions } from '../src/database/data-source.js';
import { PostsConfig } from '../src/posts.config.js';

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
