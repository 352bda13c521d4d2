import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort, launch, postgresUser, run, startPostgres, untilReady } from '../servers/index.ts';

const DEBIAN = '/usr/lib/postgresql/15/bin';

export interface OlderPostgres {
  /** Of a new, empty database. */
  createDatabase(name: string): Promise<string>;
  stop(): Promise<void>;
}

/** Debian's Postgres 15; the one of the house where there is none. */
export async function startOlderPostgres(): Promise<OlderPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'board-older-postgres-'));
  const { url, stop } = existsSync(DEBIAN) ? await start(folder) : await startPostgres({ fsync: false });
  return {
    createDatabase: async (name) => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await client.query(`CREATE DATABASE ${name} TEMPLATE template0`);
      await client.end();
      return url.replace(/[^/]*$/, name);
    },
    stop: async () => {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function start(folder: string): Promise<{ url: string; stop(): Promise<void> }> {
  const user = postgresUser(join(folder, 'data'));
  const data = join(folder, 'data');
  const port = await freePort();
  await chmod(folder, 0o777);
  const made = await launch({
    name: 'initdb',
    command: join(DEBIAN, 'initdb'),
    args: ['-D', data, '-U', 'board', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'],
    cwd: folder,
    ...user,
  });
  if ((await made.exited) !== 'ended with code 0') throw new Error(made.tail());
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off'];
  const running = await launch({
    name: 'postgres',
    command: join(DEBIAN, 'postgres'),
    args: ['-D', data, ...settings.flatMap((one) => ['-c', one])],
    cwd: folder,
    ...user,
  });
  const isUp = (): Promise<boolean> =>
    run(join(DEBIAN, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(port)]).then(
      () => true,
      () => false,
    );
  await untilReady(running, isUp);
  return { url: `postgres://board@127.0.0.1:${port}/postgres`, stop: () => running.stop('SIGINT') };
}
