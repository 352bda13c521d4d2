import { existsSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { chmod, chown, cp, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from './ports.ts';
import { findPostgres } from './postgres-binaries.ts';
import { setPassword } from './postgres-password.ts';
import { canReach, postgresUser, type SystemUser } from './postgres-user.ts';
import { launch, serve, untilReady, type ProcessSpec, type RunningProcess, type Server } from './process.ts';

export interface PostgresOptions {
  /** Folder of the data; absent: a temporary one, removed by `stop()`. */
  dataDir?: string;
  port?: number;
  /** Of the superuser `board`; absent: whoever reaches the port is let in. */
  password?: string;
  /** Gives the superuser of a database that is there already this password. */
  resetPassword?: boolean;
  /** False gives up surviving a power cut (not a kill) for speed: for tests. */
  fsync?: boolean;
  /** Fills the template once, e.g. with migrations; `createDatabase()` copies what it leaves. */
  prepare?: (url: string) => Promise<void>;
  say?: (line: string) => void;
  spawn?: Pick<ProcessSpec, 'detached' | 'onSpawn' | 'onLine'>;
}

export interface PostgresServer extends Server {
  /** Of the template database `board`. */
  readonly url: string;
  readonly port: number;
  readonly dataDir: string;
  /** Sends a signal and waits until no process of it is left: its backends go on answering until they notice. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** A new database, a copy of `board`; gives its URL. Nobody may be connected to `board` meanwhile. */
  createDatabase(name?: string): Promise<string>;
}

const SUPERUSER = 'board';

/** Where things go, when we are root, that an unprivileged user must reach and cannot where they are. */
export const SHARED_DIR = '/var/lib/board';

/** Starts Postgres on 127.0.0.1, with a database `board`. Throws when it does not come up. */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const temporary = options.dataDir === undefined;
  const dataDir = options.dataDir ?? join(await temporaryFolder(), 'data');
  const port = options.port ?? (await freePort());
  const user = postgresUser(dataDir);
  const home = await reachableHome(user, options.say);
  await initialize(home, dataDir, user, options);
  if (options.resetPassword && options.password) {
    await removeStaleLock(dataDir);
    setPassword(home, dataDir, user, SUPERUSER, options.password);
  }

  const start = async (): Promise<RunningProcess> => {
    await removeStaleLock(dataDir);
    return startProcess(home, dataDir, port, user, options);
  };
  const server = await serve(start, 'SIGINT');
  const url = (database: string): string =>
    `postgres://${SUPERUSER}:${encodeURIComponent(options.password ?? '')}@127.0.0.1:${port}/${database}`;
  const query = (sql: string): Promise<pg.QueryResult> => queryOnce(url('postgres'), sql);

  if ((await query(`SELECT 1 FROM pg_database WHERE datname = 'board'`)).rowCount === 0) {
    await query('CREATE DATABASE board');
    await options.prepare?.(url('board'));
  }
  let created = 0;
  const { stop, kill } = server;
  return Object.assign(server, {
    url: url('board'),
    port,
    dataDir,
    createDatabase: async (name = `board_${process.pid}_${++created}`) => {
      await query(
        `CREATE DATABASE ${name} TEMPLATE board STRATEGY ${options.fsync === false ? 'FILE_COPY' : 'WAL_LOG'}`,
      );
      return url(name);
    },
    kill: async (signal?: NodeJS.Signals) => {
      await kill(signal);
      await untilNobodyIsIn(dataDir);
    },
    stop: async () => {
      await stop();
      if (temporary) await rm(join(dataDir, '..'), { recursive: true, force: true });
    },
  });
}

/** Whether Postgres let nobody in with that password. */
export function isWrongPassword(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '28P01';
}

async function queryOnce(url: string, sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}

/** One that the user whom Postgres runs as can enter. */
async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'board-postgres-'));
  await chmod(folder, 0o711);
  return folder;
}

/** The programs' folder, copied below SHARED_DIR when `user` cannot reach the installed one. */
async function reachableHome(
  user: SystemUser | undefined,
  say: (line: string) => void = () => {},
): Promise<string> {
  const { home, version } = await findPostgres();
  if (canReach(user, join(home, 'bin', 'postgres'))) return home;
  const copy = join(SHARED_DIR, `postgres-${version}`);
  say(`The user that Postgres runs as cannot enter ${home}: its programs are in ${copy}`);
  if (!existsSync(copy)) {
    const partial = `${copy}.${process.pid}`;
    await mkdir(SHARED_DIR, { recursive: true, mode: 0o755 });
    await cp(home, partial, { recursive: true, verbatimSymlinks: true });
    await rename(partial, copy).catch(async (error: Error) => {
      await rm(partial, { recursive: true });
      if (!existsSync(copy)) throw error;
    });
  }
  return copy;
}

/** Makes the data folder if there is none. A half-made one, left by a kill, is made anew. */
async function initialize(
  home: string,
  dataDir: string,
  user: SystemUser | undefined,
  { password, fsync, spawn }: PostgresOptions,
): Promise<void> {
  if (existsSync(join(dataDir, 'PG_VERSION'))) return;
  const parent = join(dataDir, '..');
  await mkdir(parent, { recursive: true });
  const making = `${dataDir}.new`;
  await rm(making, { recursive: true, force: true });
  await mkdir(making, { mode: 0o700 });
  if (user) await chown(making, user.uid, user.gid);
  const passwordFile = join(parent, 'password.new');
  if (password) await writeFile(passwordFile, password, { mode: 0o600 });
  if (password && user) await chown(passwordFile, user.uid, user.gid);
  const running = await launch({
    name: 'initdb',
    command: join(home, 'bin', 'initdb'),
    args: [
      `--pgdata=${making}`,
      `--username=${SUPERUSER}`,
      password ? '--auth=scram-sha-256' : '--auth=trust',
      ...(password ? [`--pwfile=${passwordFile}`] : []),
      '--locale=C',
      '--encoding=UTF8',
      ...(fsync === false ? ['--no-sync'] : []),
    ],
    cwd: parent,
    ...user,
    ...spawn,
  });
  const end = await running.exited;
  if (password) await rm(passwordFile);
  if (end !== 'ended with code 0') {
    const isFull = /No space left on device/.test(running.tail());
    throw new Error(
      isFull
        ? `The disk of ${dataDir} is full: no database can be made there`
        : `initdb ${end}:\n${running.tail()}`,
    );
  }
  await rm(dataDir, { recursive: true, force: true });
  await rename(making, dataDir);
}

async function startProcess(
  home: string,
  dataDir: string,
  port: number,
  user: SystemUser | undefined,
  { fsync, spawn }: PostgresOptions,
): Promise<RunningProcess> {
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    'unix_socket_directories=',
    'max_connections=200',
  ];
  if (fsync === false) settings.push('fsync=off', 'full_page_writes=off');
  const args = ['-D', dataDir, ...settings.flatMap((setting) => ['-c', setting])];
  const deadline = Date.now() + 20_000;
  for (;;) {
    const running = await launch({
      name: 'postgres',
      command: join(home, 'bin', 'postgres'),
      args,
      cwd: dataDir,
      ...user,
      ...spawn,
    });
    try {
      await untilReady(running, () => Promise.resolve(isReady(dataDir, running.pid)), 60_000);
      return running;
    } catch (error) {
      // After a kill the last backends need a moment to notice; until then the memory they share is "still in use".
      const busy = /shared memory block|lock file/.test(running.tail());
      if (!busy || Date.now() > deadline) throw error;
      await delay(200);
    }
  }
}

/** Postgres keeps its process id and state in the 1st and 8th line of postmaster.pid. */
function isReady(dataDir: string, pid: number): boolean {
  const file = join(dataDir, 'postmaster.pid');
  if (!existsSync(file)) return false;
  const lines = readFileSync(file, 'utf8').split('\n');
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
}

/**
 * Removes postmaster.pid when the process it names is not a Postgres on this data: after a kill and a reboot its
 * number may be anybody's, and Postgres would refuse to start.
 */
async function removeStaleLock(dataDir: string): Promise<void> {
  const file = join(dataDir, 'postmaster.pid');
  if (process.platform !== 'linux' || !existsSync(file)) return;
  const pid = readFileSync(file, 'utf8').split('\n')[0]?.trim();
  if (cwdOf(pid) !== realpathSync(dataDir)) await rm(file, { force: true });
}

/** Backends run in the data folder too. Throws when one of them does not end. */
async function untilNobodyIsIn(dataDir: string): Promise<void> {
  if (process.platform !== 'linux') return;
  const folder = realpathSync(dataDir);
  const deadline = Date.now() + 20_000;
  while ((await readdir('/proc')).some((pid) => cwdOf(pid) === folder)) {
    if (Date.now() > deadline) throw new Error(`a process of Postgres in ${folder} does not end`);
    await delay(20);
  }
}

function cwdOf(pid: string | undefined): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}
