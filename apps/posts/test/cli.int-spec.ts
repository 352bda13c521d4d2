import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListBoards } from '@board/contracts';
import { startNats } from '@board/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newFile, PostsHouse } from './posts.house.js';

const CLI = join(import.meta.dirname, '../dist/cli.js');

describe('the command line', () => {
  let house: PostsHouse;
  beforeAll(async () => {
    house = await PostsHouse.start();
  });
  afterAll(() => house?.stop());

  interface Outcome {
    code: number;
    out: string;
    err: string;
  }
  const run = (...args: string[]): Promise<Outcome> => runWith({}, ...args);

  /** `input` is what stands on the standard input. */
  function runWith({ input = '', ...given }: Record<string, string>, ...args: string[]): Promise<Outcome> {
    return new Promise((resolve) => {
      const env = { ...process.env, NATS_URL: house.nats.url, ...given };
      const child = execFile(process.execPath, [CLI, ...args], { env }, (_, out, err) =>
        resolve({ code: child.exitCode ?? -1, out: out.trim(), err: err.trim() }),
      );
      child.stdin?.end(input);
    });
  }

  it('opens and lists boards', async () => {
    expect(await run('add', 'mu', 'Music', 'Songs and such')).toEqual({
      code: 0,
      out: '/mu/ is open.',
      err: '',
    });
    const list = await run('list');
    expect(list.code).toBe(0);
    expect(list.out).toContain('/mu/  Music: 0 threads, last number 0');
    expect(await run('add', 'mu', 'Music')).toEqual({
      code: 1,
      out: '',
      err: 'There is a board of that name already (board mu).',
    });
  });

  it('locks and unlocks, and deletes files', async () => {
    const thread = await house.post();
    const reply = await house.reply(thread, { files: [newFile()] });
    expect(await run('lock', 'b', String(thread.no))).toMatchObject({
      code: 0,
      out: `Thread ${thread.no} of /b/ is locked.`,
    });
    expect((await house.refusal(house.reply(thread))).reason).toBe('thread_locked');
    expect(await run('unlock', 'b', String(thread.no))).toMatchObject({ code: 0 });
    expect(await run('delete-files', 'b', String(reply.no))).toMatchObject({
      code: 0,
      out: `The files of post ${reply.no} of /b/ are deleted.`,
    });
    expect(await house.live(reply)).toMatchObject({ filesGone: true });
  });

  it('deletes several posts, tells each outcome, lists the trash and takes them out of it', async () => {
    const thread = await house.post({ board: 'test', text: 'the first words of it' });
    const [one, two] = [await house.reply(thread), await house.reply(thread, { files: [newFile()] })];
    expect(await run('delete', 'test', String(one.no), '999999', String(two.no))).toEqual({
      code: 1,
      out: [one, two]
        .map(({ no }) => `Post ${no} of /test/ is deleted; to take it back: restore test ${no}`)
        .join('\n'),
      err: '999999: There is no such post (board test, no 999999).',
    });
    expect((await run('delete', 'test', String(thread.no))).out).toBe(
      `Thread ${thread.no} of /test/ is deleted with 1 post; to take it back: restore test ${thread.no}`,
    );
    expect((await run('trash', 'test')).out.split('\n')).toEqual([
      expect.stringMatching(
        new RegExp(`^${thread.no}  thread, 1 post +[0-9-]+ [0-9:]+ +the first words of it$`),
      ) as string,
      expect.stringMatching(
        new RegExp(`^${two.no}  post in thread ${thread.no} .* 1 file +a post$`),
      ) as string,
      expect.stringMatching(new RegExp(`^${one.no}  post in thread ${thread.no} `)) as string,
    ]);
    expect(await run('restore', 'test', String(one.no))).toMatchObject({
      code: 1,
      err: `The thread of this post is in the trash; restore it first: restore test ${thread.no}.`,
    });
    const numbers = [thread, one, two].map(({ no }) => no);
    const restored = await runWith({ input: numbers.join(' ') }, 'restore', 'test', '-', '--json');
    expect(JSON.parse(restored.out)).toEqual(
      numbers.map((no) => ({ board: 'test', thread: thread.no, no, posts: 1, files: no === two.no ? 1 : 0 })),
    );
    expect((await house.changes(thread)).thread).toMatchObject({ replies: 2, files: 1 });
    expect((await run('trash', 'test')).out).toBe('The trash of /test/ is empty.');
  });

  it('shows what a purge takes, and does it only for a yes', async () => {
    const thread = await house.post({ text: 'words of the thread' });
    const reply = await house.reply(thread, { files: [newFile()] });
    const shown = `Thread ${thread.no} of /b/: 2 posts, 1 file (12.1 kB), “words of the thread”`;
    expect(await run('purge', 'b', String(thread.no))).toEqual({
      code: 1,
      out: '',
      err: expect.stringMatching(
        /^Thread .*“words of the thread”\nNothing brings this back\. Purge it\?\nNothing was done: there is no terminal to ask on\. Use --yes\.$/,
      ) as string,
    });
    expect(await run('purge', 'b', String(thread.no), '--dry-run')).toEqual({ code: 0, out: shown, err: '' });
    expect((await house.changes(thread)).thread).not.toBeNull();
    expect((await run('purge', 'b', String(reply.no))).out).toBe(
      `Post ${reply.no} of /b/ is purged: 1 post, 1 file (12.1 kB).`,
    );
    expect(await run('purge', 'b', String(thread.no), '--yes')).toMatchObject({
      code: 0,
      out: `Thread ${thread.no} of /b/ is purged: 1 post, no files.`,
    });
    expect((await house.changes(thread)).thread).toBeNull();
    expect(await run('restore', 'b', String(thread.no), '--json')).toMatchObject({
      code: 1,
      err: expect.stringContaining('"reason":"post_purged"') as string,
    });
  });

  it('remembers who did what, without a word of what was posted', async () => {
    const { no } = await house.post({ text: 'unspeakable' });
    await runWith({ BOARD_USER: 'anna@desk' }, 'delete', 'b', String(no));
    await runWith({ BOARD_USER: 'anna@desk' }, 'restore', 'b', String(no));
    await runWith({ BOARD_USER: 'anna@desk' }, 'purge', 'b', String(no), '--yes');
    const { out } = await run('acts', 'b', '--json');
    expect(
      (JSON.parse(out) as { who: string; target: string }[]).filter(({ target }) => target === String(no)),
    ).toEqual([
      expect.objectContaining({
        who: 'anna@desk',
        act: 'purge',
        board: 'b',
        details: { posts: 1, files: 0, bytes: 0 },
      }),
      expect.objectContaining({ who: 'anna@desk', act: 'restore', details: { posts: 1, files: 0 } }),
      expect.objectContaining({ who: 'anna@desk', act: 'delete' }),
    ]);
    expect(out).not.toContain('unspeakable');
    expect((await run('acts', '--since', '1h')).out).toContain(`anna@desk  purge`);
    expect(await run('acts', '--since', 'soon')).toMatchObject({ code: 2 });
  });

  it('says how the board is, and what is away', async () => {
    const { code, out, err } = await run('status');
    expect(out).toMatch(/^board +[a-z0-9]{16}, epoch [a-z0-9]{8}, program .+, schema /m);
    expect(out).toMatch(/^postgres +\d+\S*, database of [0-9.]+ MB$/m);
    expect(out).toMatch(/^stream POSTS +\d+ messages/m);
    // This house has no media.
    expect([code, err]).toEqual([1, expect.stringMatching(/^media is away/) as string]);
    const status = JSON.parse((await run('status', '--json')).out) as Record<string, unknown>;
    expect(status).toMatchObject({
      posts: { boards: 4, outbox: { waiting: 0 } },
      nats: { jetStream: true },
      store: { away: expect.any(String) as string },
    });
    const internal = { posts: house.replica().internalUrl, gateway: 'http://127.0.0.1:1' };
    const beside = await runWith({ BOARD_HOUSE: JSON.stringify({ parts: [], internal }) }, 'status');
    expect(beside.err).toContain('gateway is not ready. Its log says why');
    expect(beside.err).not.toContain('posts is not ready');
  });

  it('lists the settings of a board and sets them', async () => {
    expect((await run('settings', 'pr')).out).toMatch(
      /^names +true +default true +whether people may give a name/m,
    );
    expect(await run('set', 'pr', 'names', 'false')).toEqual({
      code: 0,
      out: 'names of /pr/ is false now.',
      err: '',
    });
    expect(await run('set', 'pr', 'fileBytes', '5M', '--json')).toMatchObject({
      out: JSON.stringify({ board: 'pr', setting: 'fileBytes', value: 5_242_880 }),
    });
    const { limits } = (await house.call(ListBoards, {})).boards.find(({ slug }) => slug === 'pr') ?? {};
    expect(limits?.names).toBe(false);
  });

  it('renames, orders, closes, removes and reopens boards, and says what it did', async () => {
    await run('add', 'ship', 'Ships');
    await house.post({ board: 'ship' });
    expect((await run('set', 'ship', 'title', 'Try things')).out).toBe('title of /ship/ is Try things now.');
    expect((await run('set', 'ship', 'order', '1')).out).toBe('order of /ship/ is 1 now.');
    expect((await run('close', 'ship')).out).toBe('/ship/ is closed: it is read, nobody posts.');
    expect((await run('list')).out).toMatch(/^\/ship\/ {2}Try things: 1 threads, last number 1, closed\n/);
    expect((await run('reopen', 'ship')).out).toBe('/ship/ is open again.');
    expect((await run('remove', 'ship', '--dry-run')).out).toBe(
      '/ship/ would be removed: 1 thread, 1 post, 0 files.',
    );
    expect(await run('remove', 'ship')).toMatchObject({
      code: 1,
      err: expect.stringMatching(
        /has 1 thread, 1 post, 0 files[^]*`board export ship FILE`[^]*Use --yes/,
      ) as string,
    });
    expect((await run('remove', 'ship', '--yes')).out).toContain('`board reopen ship` brings it back');
    const today = new Date().toISOString().slice(0, 10);
    expect((await run('list')).out).toContain(`/ship/  Try things: removed on ${today}`);
    expect(await run('add', 'ship', 'Another')).toMatchObject({
      code: 1,
      err: `/ship/ was removed on ${today}: \`board reopen ship\` brings it back.`,
    });
    expect((await run('reopen', 'ship')).out).toBe('/ship/ is back, and open.');
    expect((await run('set', 'ship', 'order', 'default')).out).toBe('order of /ship/ is 100 now.');
  });

  it('names the site, and says what a contact is', async () => {
    expect((await run('site', 'name', 'Fish & Chips')).out).toBe('name of the site is Fish & Chips now.');
    expect(await run('site', 'contact', 'nobody')).toMatchObject({
      code: 2,
      err: expect.stringContaining('contact must be an e-mail address or a page (https://…)') as string,
    });
    expect((await run('site')).out).toMatch(/^name +Fish & Chips .*\nabout +not set /);
    expect((await run('site', 'name', 'default')).out).toBe('name of the site is not set now.');
    const { rows } = await house.db.query<{ act: string }>(
      `SELECT act FROM acts WHERE board = 'ship' OR board = ''`,
    );
    expect(rows.map(({ act }) => act)).toEqual(
      expect.arrayContaining(['set', 'close', 'reopen', 'remove', 'site']),
    );
  });

  it('purges a file by its address, name, thumbnail or hash, and takes that back', async () => {
    const file = newFile();
    const thread = await house.post({ files: [file] });
    const said = (posts: number) =>
      `The file is deleted, and refused from now on. Posts it was taken off: ${posts}.`;
    expect(await run('purge-file', file.name)).toMatchObject({
      code: 1,
      err: expect.stringMatching(
        /^The file is shown by 1 post, and by 0 in the trash\.\n.*Use --yes\.$/s,
      ) as string,
    });
    const first = await run('purge-file', `https://board.example/media/${file.name}?x#y`, '--yes');
    expect(first).toEqual({ code: 0, out: said(1), err: '' });
    expect(await house.live(thread)).toMatchObject({ files: [], filesGone: true });
    const [again, bySha, wrong] = await Promise.all([
      run('purge-file', `/media/${file.thumb.name}`, '--yes'),
      run('purge-file', file.sha.toUpperCase(), '--yes'),
      run('purge-file', 'cat.jpg'),
    ]);
    expect([again.out, bySha.out]).toEqual([said(0), said(0)]);
    expect(wrong).toMatchObject({
      code: 2,
      err: expect.stringContaining('"cat.jpg" is no file: its address') as string,
    });
    expect(await run('unban-file', file.name)).toMatchObject({ out: 'The file may be posted again.' });
  });

  it('says what would fit', async () => {
    const usage = 'Usage: set <board> <setting> <value>';
    const settings =
      'title, description, order, textChars, subjectChars, files, fileBytes, videoMs, bumpLimit, names, threads';
    const told: [string, number, string][] = [
      ['delete b 999999', 1, 'There is no such post (board b, no 999999).'],
      ['delete zz 1', 1, 'There is no such board (board zz). Boards: b, mu, pr, ship, test.'],
      [
        'delete b seven',
        2,
        '"seven" does not fit: a post\'s number, from 1. Usage: delete <board> <number…>',
      ],
      ['delete b', 2, "A post's number is missing. Usage: delete <board> <number…>"],
      ['list b', 2, '"b" is a word too many. Usage: list'],
      [
        'set b thread 1',
        2,
        `There is no setting "thread". Did you mean "threads"? There are: ${settings}. ${usage}`,
      ],
      ['set b names maybe', 2, `"maybe" does not fit: names is true or false, or default. ${usage}`],
      [
        'set b files -1',
        2,
        `"-1" does not fit: files is a whole number from 0 to 20 (-1 is too small), or default. ${usage}`,
      ],
    ];
    const got = await Promise.all(told.map(([words]) => run(...words.split(' '))));
    expect(got).toEqual(told.map(([, code, err]) => ({ code, out: '', err })));
    const unknown = await run('purg', 'b', '1', '--json');
    expect(JSON.parse(unknown.err)).toEqual({
      error: {
        reason: 'misused',
        message: expect.stringMatching(
          /^There is no command "purg". Did you mean "purge"\? There are: /,
        ) as string,
      },
    });
    expect(await run('list', '--jsn')).toMatchObject({
      code: 2,
      err: expect.stringContaining('Options of list: --json') as string,
    });
    expect((await run('purge', '--help')).out).toContain('Usage: purge <board> <number…>');
    expect(await run('--help')).toMatchObject({ code: 0 });
  });

  it('asks a NATS with users, and says at once when that refuses or is not there', async () => {
    const nats = await startNats({ login: { user: 'board', password: 'p/w@1' } });
    const at = `127.0.0.1:${nats.port}`;
    try {
      // It got in: nobody is there to answer.
      expect(await runWith({ NATS_URL: nats.url }, 'list')).toMatchObject({
        code: 1,
        err: expect.not.stringContaining('NATS') as string,
      });
      const began = performance.now();
      expect(await runWith({ NATS_URL: `nats://board:hunter2@${at}` }, 'list')).toEqual({
        code: 1,
        out: '',
        err: `NATS at ${at} refuses the user or password in NATS_URL`,
      });
      expect(performance.now() - began).toBeLessThan(5_000);
    } finally {
      await nats.stop();
    }
    const away = await runWith({ NATS_URL: `nats://board:hunter2@${at}` }, 'list');
    expect(away).toMatchObject({
      code: 1,
      err: expect.stringContaining(`NATS at ${at} cannot be reached`) as string,
    });
    expect(away.err).not.toContain('hunter2');
  });

  it('finds NATS by a file, as a mounted secret is', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'board-cli-'));
    const file = join(folder, 'nats-url');
    try {
      await writeFile(file, `${house.nats.url}\n`);
      expect((await runWith({ NATS_URL: '', NATS_URL_FILE: file }, 'list')).out).toContain('/b/');
    } finally {
      await rm(folder, { recursive: true });
    }
    expect(await runWith({ NATS_URL: '', NATS_URL_FILE: file }, 'list')).toMatchObject({
      code: 1,
      err: expect.stringContaining('NATS_URL_FILE cannot be read') as string,
    });
  });
});
