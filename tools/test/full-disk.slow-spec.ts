import { chmod, mkdir, mkdtemp, open, readdir, realpath, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noise, until, Visitor } from '@board/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../servers/index.ts';
import { cloneInto, endAllOf, Start } from './clone.ts';

/** A disk of its own, in memory: what a board and its streams need, and some room. Only root may make one. */
const DISK_BYTES = 1_500_000_000;
const isRoot = process.platform === 'linux' && process.getuid?.() === 0;

describe.runIf(isRoot)('on a disk that is full', () => {
  let parent: string;
  let clone: string;
  let disk: string;
  let house: Start;
  let address: string;
  let visitor: Visitor;
  let path: string;
  const onDisk = (name: string): string => join(disk, name);
  const filler = (): string => onDisk('filler');

  const board = (data: string, ...words: string[]): Start =>
    new Start(clone, { DATA_DIR: onDisk(data) }, [process.execPath, 'tools/board.ts', ...words]);

  /** Writes until nothing more can be written. */
  async function fill(): Promise<void> {
    const file = await open(filler(), 'w');
    const megabyte = Buffer.alloc(1_000_000, 1);
    try {
      for (;;) await file.write(megabyte);
    } catch (error) {
      expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
    } finally {
      await file.close();
    }
    expect((await statfs(disk)).bavail).toBe(0);
  }

  beforeAll(async () => {
    parent = await realpath(await mkdtemp(join(tmpdir(), 'board-full-')));
    await chmod(parent, 0o755);
    clone = join(parent, 'board');
    disk = join(parent, 'disk');
    await Promise.all([cloneInto(clone), mkdir(disk)]);
    await run('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES},mode=755`, 'tmpfs', disk]);
    house = new Start(clone, { DATA_DIR: onDisk('data') });
    ({ address } = await house.open());
    visitor = new Visitor(address);
    const { thread } = await visitor.post({ text: 'before it was full', files: [noise()] });
    path = `/b/thread/${thread}`;
    await board('data', 'backup', join(parent, 'whole.tar')).exit;
    await fill();
  });

  afterAll(async () => {
    if (house?.runs) await house.ctrlC();
    await endAllOf(parent);
    await run('umount', ['-l', disk]);
    await rm(parent, { recursive: true, force: true, maxRetries: 5 });
  });

  test('a picture is refused in words, the terminal tells why, and what is there is read', async () => {
    const refused = await visitor.send({ text: 'too much', files: [noise()] });
    expect([500, 503]).toContain(refused.status);
    expect(await refused.text()).toContain('too much');
    expect(await visitor.text(path)).toContain('before it was full');
  });

  test('a sweep takes nothing away, and a backup leaves nothing behind', async () => {
    const before = await readdir(onDisk('data/files/files'));
    await board('data', 'sweep', '--yes').exit;
    expect(await readdir(onDisk('data/files/files'))).toEqual(before);
    const backup = board('data', 'backup', onDisk('full.tar'));
    expect(await backup.exit).toBe(1);
    expect(backup.text).toContain('is full');
    expect((await readdir(disk)).filter((name) => name.startsWith('full.tar'))).toEqual([]);
  });

  test('a restore ends with a sentence; when there is room again the same command finishes it', async () => {
    const cut = board('restored', 'restore', join(parent, 'whole.tar'));
    expect(await cut.exit).toBe(1);
    expect(cut.text).toMatch(/full|space/i);
    await rm(filler());
    expect(await board('restored', 'restore', join(parent, 'whole.tar')).exit).toBe(0);
  });

  test('when there is room again the board goes on by itself, and nothing is lost', async () => {
    const person = new Visitor(address);
    await until(
      'a picture is taken',
      async () => (await person.send({ text: 'room again', files: [noise()] })).status === 303,
      60_000,
    );
    expect(await visitor.text(path)).toContain('before it was full');
    await house.ctrlC();
    const restored = new Start(clone, { DATA_DIR: onDisk('restored') });
    const there = new Visitor((await restored.open()).address);
    expect(await there.text(path)).toContain('before it was full');
    await restored.ctrlC();
  });
});
