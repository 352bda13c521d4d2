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
  const run = (...args: string[]): Promise<Outcome> => runWith({ NATS_URL: house.nats.url }, ...args);

  function runWith(given: Record<string, string>, ...args: string[]): Promise<Outcome> {
    return new Promise((resolve) => {
      const env = { ...process.env, ...given };
      const child = execFile(process.execPath, [CLI, ...args], { env }, (_, out, err) =>
        resolve({ code: child.exitCode ?? -1, out: out.trim(), err: err.trim() }),
      );
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

  it('locks, unlocks, deletes and purges', async () => {
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
    expect(await run('delete', 'b', String(reply.no))).toMatchObject({
      code: 0,
      out: `Post ${reply.no} of /b/ is deleted.`,
    });
    expect((await house.find(reply))?.gone).toBe(true);
    expect(await run('purge', 'b', String(thread.no))).toMatchObject({
      code: 0,
      out: `Thread ${thread.no} of /b/ is purged.`,
    });
    expect((await house.changes(thread)).thread).toBeNull();
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
    expect(await run('set', 'pr', 'files', '99')).toEqual({
      code: 1,
      out: '',
      err: expect.stringMatching(
        /^The setting does not take that value \(setting files, problem .+20.*\)\.$/,
      ) as string,
    });
    expect(await run('set', 'pr', 'wings', '2')).toMatchObject({
      code: 2,
      err: '"wings" does not fit. Usage: set <board> <setting> <value>',
    });
    const { limits } = (await house.call(ListBoards, {})).boards.find(({ slug }) => slug === 'pr') ?? {};
    expect(limits?.names).toBe(false);
  });

  it('purges a file by its address, name, thumbnail or hash, and takes that back', async () => {
    const file = newFile();
    const thread = await house.post({ files: [file] });
    const said = (posts: number) =>
      `The file is deleted, and refused from now on. Posts it was taken off: ${posts}.`;
    const first = await run('purge-file', `https://board.example/media/${file.name}?x#y`);
    expect(first).toEqual({ code: 0, out: said(1), err: '' });
    expect(await house.live(thread)).toMatchObject({ files: [], filesGone: true });
    const [again, bySha, wrong] = await Promise.all([
      run('purge-file', `/media/${file.thumb.name}`),
      run('purge-file', file.sha.toUpperCase()),
      run('purge-file', 'cat.jpg'),
    ]);
    expect([again.out, bySha.out]).toEqual([said(0), said(0)]);
    expect(wrong).toMatchObject({ code: 2, err: '"cat.jpg" does not fit. Usage: purge-file <address>' });
    expect(await run('unban-file', file.name)).toMatchObject({ out: 'The file may be posted again.' });
  });

  it('says what is wrong', async () => {
    expect(await run('delete', 'b', '999999')).toEqual({
      code: 1,
      out: '',
      err: 'There is no such post (board b, no 999999).',
    });
    expect(await run('delete', 'b', 'seven')).toEqual({
      code: 2,
      out: '',
      err: '"seven" does not fit. Usage: delete <board> <number>',
    });
    expect(await run('delete')).toMatchObject({
      code: 2,
      err: 'Too few or too many words. Usage: delete <board> <number>',
    });
    expect(await run('list', 'b')).toMatchObject({ code: 2 });
    expect((await run('dance')).err).toContain('There is no command "dance".');
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
      expect((await runWith({ NATS_URL_FILE: file }, 'list')).out).toContain('/b/');
    } finally {
      await rm(folder, { recursive: true });
    }
    expect(await runWith({ NATS_URL_FILE: file }, 'list')).toMatchObject({
      code: 1,
      err: expect.stringContaining('NATS_URL_FILE cannot be read') as string,
    });
  });
});
