import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noise, until, Visitor } from '@board/testing';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ObjectStoreServer, run, startMinio } from '../servers/index.ts';
import { cloneInto, endAllOf, Start } from './clone.ts';
import { type OlderPostgres, startOlderPostgres } from './older-postgres.ts';

let parent: string;
let clone: string;
let house: Start;
let address: string;
let older: OlderPostgres;
let s3: ObjectStoreServer;
const inParent = (name: string): string => join(parent, name);

interface Said {
  code: number | null;
  text: string;
}

/** `npm run board -- …` for a data folder, as at a terminal. */
function begin(dataDir: string, words: string[], env: Record<string, string> = {}): Start {
  const command = [process.execPath, 'tools/board.ts', ...words];
  const NODE_COMPILE_CACHE = inParent('compile-cache');
  return new Start(clone, { DATA_DIR: inParent(dataDir), NODE_COMPILE_CACHE, ...env }, command);
}

async function board(dataDir: string, words: string[], env: Record<string, string> = {}): Promise<Said> {
  const command = begin(dataDir, words, env);
  return { code: await command.exit, text: command.text };
}

const json = async (url: string): Promise<unknown> => (await fetch(url)).json();

/** All threads of /b/ as their JSON has them, without what a restore renews. */
async function threadsOf(at: string): Promise<unknown> {
  const { cards } = (await json(`${at}/b/catalog.json`)) as { cards: { thread: { no: number } }[] };
  const all = await Promise.all(cards.map(({ thread }) => json(`${at}/b/thread/${thread.no}.json`)));
  return all.map((thread) => ({ ...(thread as object), epoch: '' }));
}

/** A connection to the database of a house that runs. */
async function databaseOf(dataDir: string): Promise<pg.Client> {
  const port = readFileSync(join(parent, dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[3];
  const secrets = JSON.parse(readFileSync(join(parent, dataDir, 'secrets.json'), 'utf8')) as {
    POSTGRES_PASSWORD: string;
  };
  return connect(`postgres://board:${secrets.POSTGRES_PASSWORD}@127.0.0.1:${port}/board`);
}

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return client;
}

const s3Env = (bucket: string): Record<string, string> => ({
  S3_ENDPOINT: s3.url,
  S3_BUCKET: bucket,
  S3_ACCESS_KEY: s3.accessKey,
  S3_SECRET_KEY: s3.secretKey,
});

beforeAll(async () => {
  parent = await realpath(await mkdtemp(join(tmpdir(), 'board-backup-')));
  await chmod(parent, 0o755);
  clone = join(parent, 'board');
  await cloneInto(clone);
  house = new Start(clone, { DATA_DIR: inParent('a'), UPLOADS_PER_MINUTE: '1000', UPLOADS_PER_HOUR: '1000' });
  [{ address }, older, s3] = await Promise.all([house.open(), startOlderPostgres(), startMinio()]);
});

afterAll(async () => {
  if (house?.runs) await house.ctrlC();
  await Promise.all([older?.stop(), s3?.stop()]);
  await endAllOf(parent);
  await rm(parent, { recursive: true, force: true, maxRetries: 5 });
});

describe('a board that runs', () => {
  const whole = (): string => inParent('whole.tar');
  let visitor: Visitor;
  let first: { thread: number; no: number };

  beforeAll(async () => {
    visitor = new Visitor(address);
    first = await visitor.post({
      text: 'with a picture',
      name: 'me##pass',
      password: 'mine',
      files: [noise()],
    });
    const deleted = await visitor.post({ thread: first.thread, text: 'into the trash', files: [noise()] });
    expect((await board('a', ['delete', 'b', String(deleted.no)])).code).toBe(0);
  });

  test('backup - is made while people post, and all that its posts show is in it, on another Postgres and on S3', async () => {
    let posted = 0;
    let isDone = false;
    const posting = (async () => {
      while (!isDone) {
        await visitor.post({ thread: first.thread, text: `meanwhile ${posted}`, files: [noise()] });
        posted += 1;
      }
    })();
    await until('there are some', () => posted > 2);
    const made = await board('a', ['backup', inParent('busy.tar')]);
    isDone = true;
    await posting;
    expect(made).toMatchObject({ code: 0 });
    expect((await stat(inParent('busy.tar'))).mode & 0o777).toBe(0o600);
    expect(await run('tar', ['-tf', inParent('busy.tar')])).toMatch(
      /^about\.json\nsecrets\.json\ndatabase\//,
    );

    const env = { ...s3Env('moved'), DATABASE_URL: await older.createDatabase('moved') };
    const restored = await board('moved', ['restore', inParent('busy.tar')], env);
    expect(restored.text).toContain('The board is restored');
    const checked = await board('moved', ['check', '--json'], env);
    const { files, ok } = JSON.parse(checked.text) as { files: number; ok: boolean };
    expect(ok).toBe(true);
    expect(files).toBeGreaterThan(2);
    const again = await board('moved', ['backup', inParent('again.tar')], env);
    expect(again.text).toContain(/\d+ threads?, \d+ posts, .* trash/.exec(made.text)?.[0]);
  });

  test('restore - into an empty place brings the same board, and nothing that anybody kept of it counts as current', async () => {
    const seen = (await visitor.fetch(`/b/thread/${first.thread}`)).headers.get('etag') ?? '';
    const { text: told } = await board('a', ['backup', '--json', whole()]);
    expect(JSON.parse(told)).toMatchObject({ path: whole(), boards: 3, missing: [] });
    const before = await threadsOf(address);
    const { epoch } = (await json(`${address}/index.json`)) as { epoch: string };
    expect((await board('b', ['restore', whole()])).text).toContain('The board is restored');
    const other = new Start(clone, { DATA_DIR: inParent('b') });
    const { address: there } = await other.open();
    expect(await threadsOf(there)).toEqual(before);
    const { posts: seenPosts } = (await json(`${address}/b/thread/${first.thread}.json`)) as {
      posts: { files: { name: string }[] }[];
    };
    const picture = `/media/${seenPosts[0]!.files[0]!.name}`;
    const bytes = async (at: string): Promise<Buffer> =>
      Buffer.from(await (await fetch(at + picture)).arrayBuffer());
    expect((await bytes(there)).equals(await bytes(address))).toBe(true);

    const person = new Visitor(there);
    const page = await person.fetch(`/b/thread/${first.thread}`, { headers: { 'If-None-Match': seen } });
    expect(page.status).toBe(200);
    expect(((await json(`${there}/index.json`)) as { epoch: string }).epoch).not.toBe(epoch);
    const { no } = await person.post({ thread: first.thread, text: 'goes on', name: 'me##pass' });
    const posts = await until('the post is told', async () => {
      const thread = (await json(`${there}/b/thread/${first.thread}.json`)) as {
        posts: { no: number; trip: string }[];
      };
      return thread.posts.at(-1)?.no === no ? thread.posts : undefined;
    });
    expect(no).toBe(posts.at(-2)!.no + 1);
    expect(posts.at(-1)!.trip).toBe(posts[0]!.trip);
    expect((await person.withdraw({ board: 'b', no: first.no }, 'mine')).status).toBe(303);
    await other.ctrlC();

    const used = await board('b', ['restore', whole()]);
    expect(used).toMatchObject({ code: 1, text: expect.stringContaining('There is a board here already') });
    expect(await board('b', ['restore', '--replace', whole()])).toMatchObject({ code: 0 });
    expect((await readdir(inParent('b'))).join(' ')).toMatch(/replaced-/);
    // Stopped, it is looked at all the same.
    expect(await board('b', ['check'])).toMatchObject({ code: 0 });
  });

  test('restore - an archive that is damaged or cut off is refused, and nothing is made of it', async () => {
    const archive = await readFile(whole());
    const flipped = Buffer.from(archive);
    const at = flipped.indexOf('IDAT') + 50;
    flipped.writeUInt8(flipped.readUInt8(at) ^ 1, at);
    for (const [bytes, words] of [
      [flipped, 'it is damaged in files/'],
      [archive.subarray(0, archive.length - 5000), 'it is cut off'],
    ] as const) {
      await writeFile(inParent('bad.tar'), bytes);
      expect(await board('c', ['restore', inParent('bad.tar')])).toMatchObject({
        code: 1,
        text: expect.stringContaining(words),
      });
      expect((await board('c', ['backup', '--verify', inParent('bad.tar')])).code).toBe(1);
    }
    expect(existsSync(inParent('c'))).toBe(false);
  });

  test('backup - killed in the middle leaves a part that the next one replaces; a second at once is refused', async () => {
    const file = inParent('killed.tar');
    const database = await databaseOf('a');
    await database.query('BEGIN; LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE');
    const killed = begin('a', ['backup', file]);
    await until('it has begun', () => existsSync(`${file}.partial`));
    const second = await board('a', ['backup', file]);
    expect(second).toMatchObject({ code: 1, text: expect.stringContaining('is just being written') });
    await killed.killStarter();
    await database.end();
    expect(existsSync(file)).toBe(false);
    expect(await board('a', ['backup', file])).toMatchObject({ code: 0 });
    expect(existsSync(`${file}.partial`)).toBe(false);
    const over = await board('a', ['backup', file]);
    expect(over).toMatchObject({ code: 1, text: expect.stringContaining('is there already') });
  });

  test('backup - on a full disk nothing is left, and it says so', async () => {
    const file = inParent('full.tar');
    // 512 bytes each: a limit of one file stands for a disk that takes no more.
    const limited = `ulimit -f 20; exec '${process.execPath}' tools/board.ts backup '${file}'`;
    const command = new Start(clone, { DATA_DIR: inParent('a') }, ['sh', '-c', limited]);
    expect(await command.exit).toBe(1);
    expect(command.text).toContain('is full');
    expect((await readdir(parent)).filter((name) => name.startsWith('full.tar'))).toEqual([]);
  });

  test('restore - killed in the middle keeps the board from starting, and is finished by asking again', async () => {
    const url = await older.createDatabase('killed');
    const env = { DATABASE_URL: url };
    const holder = await connect(url);
    // What migrations are made under: the restore comes as far as the database, and waits.
    await holder.query('SELECT pg_advisory_lock(7205301)');
    const killed = begin('d', ['restore', whole()], env);
    await until('it waits for the database', async () => {
      const waiting = await holder.query(
        `SELECT FROM pg_stat_activity WHERE wait_event = 'advisory' AND datname = 'killed'`,
      );
      return waiting.rowCount === 1;
    });
    await killed.killStarter();
    await holder.end();
    const start = new Start(clone, { DATA_DIR: inParent('d'), ...env });
    expect(await start.exit).toBe(1);
    expect(start.text).toContain(`A restore of ${whole()} was cut off`);
    const finished = await board('d', ['restore', whole()], env);
    expect(finished.text).toContain('Going on with a restore that was cut off');
    expect(finished.code).toBe(0);
    expect(await board('d', ['check'], env)).toMatchObject({ code: 0 });
    // A database outside cannot be moved aside, so nothing is.
    const outside = await board('d', ['restore', '--replace', whole()], env);
    expect(outside).toMatchObject({ code: 1, text: expect.stringContaining('is not empty') });
    expect(await board('d', ['check'], env)).toMatchObject({ code: 0 });
    const full = await board('e', ['restore', whole()], env);
    expect(full).toMatchObject({ code: 1, text: expect.stringContaining('is not empty') });
  });

  test('restore - an archive of an older schema is brought up to date, one of a newer program is refused', async () => {
    const old = { DATABASE_URL: await older.createDatabase('old') };
    expect(await board('f', ['restore', whole()], old)).toMatchObject({ code: 0 });
    const database = await connect(old.DATABASE_URL);
    // As it was before boards had ids.
    await database.query(`
      ALTER TABLE meta DROP COLUMN board, DROP COLUMN takes_unmarked, DROP COLUMN keys, DROP COLUMN place,
        DROP COLUMN schema, DROP COLUMN works_from;
      DELETE FROM migrations WHERE name = 'Identity1764600000000'`);
    expect(await board('f', ['backup', inParent('old.tar')], old)).toMatchObject({ code: 0 });
    const now = { DATABASE_URL: await older.createDatabase('now') };
    expect(await board('g', ['restore', inParent('old.tar')], now)).toMatchObject({ code: 0 });
    const checked = JSON.parse((await board('g', ['check', '--json'], now)).text) as Record<string, unknown>;
    expect(checked).toMatchObject({ ok: true, board: expect.stringMatching(/^[a-z0-9]{16}$/) });

    await database.query(
      `INSERT INTO migrations (timestamp, name) VALUES (1999999999999, 'Later1999999999999')`,
    );
    await database.end();
    expect(await board('f', ['backup', inParent('later.tar')], old)).toMatchObject({ code: 0 });
    const refused = await board('h', ['restore', inParent('later.tar')], now);
    expect(refused).toMatchObject({ code: 1, text: expect.stringContaining('of a newer version') });
    expect(existsSync(inParent('h'))).toBe(false);
  });

  test('check - names the post whose file is missing, and takes it back out of the trash', async () => {
    const [name = ''] = await readdir(inParent('a/files/files'));
    await rename(inParent(`a/files/files/${name}`), inParent(`a/files/trash/${name}`));
    const found = await board('a', ['check']);
    expect(found.code).toBe(1);
    expect(found.text).toMatch(new RegExp(`files/${name} is missing, and lies in the trash`));
    expect(found.text).toMatch(/Posts that show them: \/b\/thread\/\d+#p\d+/);
    expect(await board('a', ['check', '--repair'])).toMatchObject({ code: 0 });
    expect((await board('a', ['check'])).text).toMatch(/^\d+ files that posts show: each is there\./m);
  });

  test('export - has every thread of a board as anybody reads it, its files, and nothing else', async () => {
    const file = inParent('b.tar');
    expect(await board('a', ['export', 'b', file])).toMatchObject({ code: 0 });
    const names = (await run('tar', ['-tf', file])).split('\n');
    const text = await run('tar', ['-xOf', file, `threads/${first.thread}.json`]);
    const { posts } = JSON.parse(text) as { posts: unknown[] };
    const twin = (await json(`${address}/b/thread/${first.thread}.json`)) as { posts: unknown[] };
    expect(posts).toEqual(twin.posts);
    expect(names.filter((name) => name.endsWith('.png')).length).toBeGreaterThan(2);
    expect(text).not.toMatch(/cloak|password|content_hash/);
    expect(names.some((name) => name.includes('secrets'))).toBe(false);
    const none = await board('a', ['export', 'nowhere', inParent('n.tar'), '--json', '--yes']);
    expect(none.code).toBe(1);
    expect(JSON.parse(none.text)).toMatchObject({ error: { reason: 'failed' } });
  });
});
