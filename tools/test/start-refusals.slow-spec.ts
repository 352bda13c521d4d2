import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { freePort, startPostgres, type PostgresServer } from '../servers/index.ts';
import { cloneInto, endAllOf, Start } from './clone.ts';

let parent: string;
let clone: string;
let data: string;
let thread: string;
const starts: Start[] = [];

function start(env: Record<string, string> = {}): Start {
  const started = new Start(clone, { DATA_DIR: data, ...env });
  starts.push(started);
  return started;
}

const secretsFile = (): string => join(data, 'secrets.json');
const secrets = (): Record<string, string> =>
  JSON.parse(readFileSync(secretsFile(), 'utf8')) as Record<string, string>;

/** Takes a file or folder of the data away while `work` goes on. */
async function without(name: string, work: () => Promise<void>): Promise<void> {
  const aside = join(parent, 'aside');
  await rename(join(data, name), aside);
  try {
    await work();
  } finally {
    await rm(join(data, name), { recursive: true, force: true });
    await rename(aside, join(data, name));
  }
}

beforeAll(async () => {
  parent = realpathSync(await mkdtemp(join(tmpdir(), 'board-refusals-')));
  await chmod(parent, 0o755);
  clone = join(parent, 'board');
  data = join(parent, 'data');
  await cloneInto(clone);
  const first = start({ DISK_WARN_BYTES: String(2 ** 53 - 1) });
  const { address } = await first.open();
  expect(first.text).toMatch(/Only \d+ MB are free on the disk of \S+data: /);
  const response = await fetch(`${address}/test/post`, {
    method: 'POST',
    redirect: 'manual',
    headers: { Origin: address },
    body: new URLSearchParams({ subject: '', text: 'here before' }),
  });
  thread = new URL(response.headers.get('location') ?? '', address).pathname;
  await first.ctrlC();
});

afterEach(async () => {
  for (const started of starts.splice(0)) if (started.runs) await started.ctrlC();
});

afterAll(async () => {
  await endAllOf(parent);
  await rm(parent, { recursive: true, force: true, maxRetries: 5 });
});

test('start - a database that is gone from where a board was is named, and no new one is made', async () => {
  await without('postgres', async () => {
    const refused = start();
    expect(await refused.exit).toBe(1);
    expect(refused.text).toContain(`There is no database in ${data}/postgres, but ${data} was used before`);
    expect(refused.text).toContain('ACCEPT_CHANGED=database npm start');
    expect(existsSync(join(data, 'postgres'))).toBe(false);

    const note = join(data, 'database.json');
    await writeFile(note, JSON.stringify({ dataDir: data, folder: '/var/lib/board/of-another-machine' }));
    const moved = start();
    expect(await moved.exit).toBe(1);
    expect(moved.text).toContain('the database is in /var/lib/board/of-another-machine, which is not there');
    await writeFile(note, '{"dataDir": "/va');
    const damaged = start();
    expect(await damaged.exit).toBe(1);
    expect(damaged.text).toContain(`${note} is damaged: restore it from the backup`);
    await rm(note);
  });
});

test('start - secrets that are gone, damaged or of another board are named, and no new ones are made', async () => {
  await without('secrets.json', async () => {
    const missing = start();
    expect(await missing.exit).toBe(1);
    expect(missing.text).toContain(`${secretsFile()} is missing, but the board was used before`);
    expect(missing.text).toContain('secure tripcode');
    expect(existsSync(secretsFile())).toBe(false);

    await writeFile(secretsFile(), '{"CLOAK_KEY": "abc');
    const damaged = start();
    expect(await damaged.exit).toBe(1);
    expect(damaged.text).toContain(`${secretsFile()} is damaged: restore it from the backup`);
    expect(damaged.text).not.toContain('abc');
  });
  const own = secrets();
  await mkdir(join(data, 'files/board'), { recursive: true });
  await writeFile(join(data, 'files/board/mark.json'), '{"board":"bbbbbbbbbbbbbbbb"}');
  await writeFile(secretsFile(), JSON.stringify({ ...own, BOARD: 'aaaaaaaaaaaaaaaa' }));
  const mixed = start();
  expect(await mixed.exit).toBe(1);
  expect(mixed.text).toContain('are of board aaaaaaaaaaaaaaaa, the files in ');
  expect(mixed.text).toContain('of board bbbbbbbbbbbbbbbb');
  await rm(join(data, 'files/board'), { recursive: true });
  await writeFile(secretsFile(), JSON.stringify(own));
});

test('start - new secrets are taken where they are asked for, and those of a newer version stay', async () => {
  await rm(secretsFile());
  const accepted = start({ ACCEPT_CHANGED: 'secrets' });
  const { address } = await accepted.open();
  expect(await (await fetch(address + thread)).text()).toContain('here before');
  await accepted.ctrlC();
  const password = secrets()['POSTGRES_PASSWORD'] ?? '';

  await writeFile(secretsFile(), JSON.stringify({ ...secrets(), POSTGRES_PASSWORD: 'of-another-board' }));
  const other = start();
  expect(await other.exit).toBe(1);
  expect(other.text).toContain(`refuses the password of ${secretsFile()}`);
  await writeFile(
    secretsFile(),
    JSON.stringify({ ...secrets(), POSTGRES_PASSWORD: password, NEXT_KEY: 'kept' }),
  );
  await start().open();
  expect(secrets()['NEXT_KEY']).toBe('kept');
});

test('start - a key of the gateway that is not the one of before ends it too', async () => {
  const refused = start({ CLOAK_KEY: 'another-key-of-the-gateway-0123456789' });
  expect(await refused.exit).toBe(1);
  expect(refused.text).toContain('CLOAK_KEY is not the one this board was made with');
});

test('start - a first start that was cut off is simply begun again', async () => {
  const fresh = { DATA_DIR: join(parent, 'fresh') };
  const cut = start(fresh);
  await vi.waitFor(() => expect(existsSync(join(fresh.DATA_DIR, 'files/static'))).toBe(true), 60_000);
  await cut.killStarter();
  const next = start(fresh);
  await next.open();
  expect(next.text).toContain('A former start was cut off');
});

test('start - what is waited for is told, and a refusal of it ends the start with one sentence', async () => {
  const natsPort = await freePort();
  const postgres: PostgresServer = await startPostgres({ password: 'right', fsync: false });
  const own = { DATA_DIR: join(parent, 'external') };
  const waiting = start({
    ...own,
    NATS_URL: `nats://board:secret@127.0.0.1:${natsPort}`,
    DATABASE_URL: postgres.url.replace('right', 'wrong-one'),
  });
  try {
    await waiting.says(
      new RegExp(`\\w+: waiting for NATS at 127\\.0\\.0\\.1:${natsPort}: connection refused`),
    );
    expect(await waiting.exit).toBe(1);
    expect(waiting.text).toContain(
      `posts: Postgres at 127.0.0.1:${postgres.port} refuses the password of user board: correct DATABASE_URL`,
    );
    expect(waiting.text).toContain(`its log is ${own.DATA_DIR}/logs/posts.log`);
    expect(waiting.text).not.toMatch(/\{"level"|\n\s+at |wrong-one|secret@/);
    expect(existsSync(join(own.DATA_DIR, 'secrets.json'))).toBe(false);
  } finally {
    await postgres.stop();
  }
});
