import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rmdir, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { FileView } from '@board/contracts';
import { type ObjectStore, readBoardMark } from '@board/storage';
import { noise, until } from '@board/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MediaHouse, type Driver } from './media-house.js';

describe.each<Driver>(['disk', 's3'])('files that go, on %s', (driver) => {
  let house: MediaHouse;
  beforeAll(async () => {
    house = await MediaHouse.start(driver, {}, 2);
  });
  afterAll(() => house.stop());

  const objects = async ({ name, thumb }: FileView) => {
    const copy = name.slice(0, name.lastIndexOf('.'));
    const all = [
      ...(await house.names('files/')),
      ...(await house.names('thumbs/')),
      ...(await house.names('trash/')),
    ];
    expect(thumb.name.startsWith(copy)).toBe(true);
    return all.filter((object) => object.includes(copy)).map((object) => object.split('/')[0]);
  };

  it('a released file that nobody shows is deleted with its thumbnail', async () => {
    const view = await house.ingest(noise().bytes);
    expect(await objects(view)).toEqual(['files', 'thumbs']);
    house.verdicts.set(view.name, 'delete');
    await house.release(view.name);
    await until('both objects are gone', async () => (await objects(view)).length === 0);
  });

  it('a released file of a deleted post goes where no reader sees it, and away for good later', async () => {
    const view = await house.ingest(noise().bytes);
    house.verdicts.set(view.name, 'trash');
    await house.release(view.name);
    await until('both are in the trash', async () => (await objects(view)).join() === 'trash,trash');
    await house.release(view.name);
    await until('posts was asked again', () => house.asked.filter((name) => name === view.name).length === 4);
    expect(await objects(view)).toEqual(['trash', 'trash']);
    house.verdicts.set(view.name, 'delete');
    await house.release(view.name);
    await until('both objects are gone', async () => (await objects(view)).length === 0);
  });

  it('a file of a restored post comes back, and goes again with the post', async () => {
    const view = await house.ingest(noise().bytes);
    const bytes = await house.read(`files/${view.name}`);
    house.verdicts.set(view.name, 'trash');
    await house.release(view.name);
    await until('both are in the trash', async () => (await objects(view)).join() === 'trash,trash');
    house.verdicts.set(view.name, 'keep');
    await house.restore(view.name);
    await until('both are back', async () => (await objects(view)).join().startsWith('files,thumbs'));
    expect(await house.read(`files/${view.name}`)).toEqual(bytes);
    house.verdicts.set(view.name, 'trash');
    await house.restore(view.name);
    await until('both are in the trash', async () => (await objects(view)).join() === 'trash,trash');
    house.verdicts.set(view.name, 'delete');
    await house.release(view.name);
    await until('both objects are gone', async () => (await objects(view)).length === 0);
  });

  it('a file whose post is restored while it goes into the trash is found where readers look for it', async () => {
    const view = await house.ingest(noise().bytes);
    house.verdicts.set(view.name, 'trash');
    house.later.set(view.name, 'keep');
    await house.release(view.name);
    await until('it was moved, and is back', async () => {
      const moved = house.asked.filter((name) => name === view.name).length === 3;
      return moved && (await objects(view)).join() === 'files,thumbs,trash,trash';
    });
  });

  it('a released file that is shown again by now stays', async () => {
    const [shown, gone] = [await house.ingest(noise().bytes), await house.ingest(noise().bytes)];
    house.verdicts.set(shown.name, 'keep');
    house.verdicts.set(gone.name, 'delete');
    await house.release(shown.name);
    await house.release(gone.name);
    await until('the other one is gone', async () => (await objects(gone)).length === 0);
    await until('posts was asked', () => house.asked.includes(shown.name));
    expect(await objects(shown)).toEqual(['files', 'thumbs']);
  });

  it('of a banned content every copy goes, from the trash and where nobody knew of it, too', async () => {
    const { bytes } = noise();
    const [shown, trashed, unknown] = [
      await house.ingest(bytes),
      await house.ingest(bytes),
      await house.ingest(bytes),
    ];
    const other = await house.ingest(noise().bytes);
    house.verdicts.set(trashed.name, 'trash');
    await house.release(trashed.name);
    await until('one is in the trash', async () => (await objects(trashed)).join() === 'trash,trash');
    for (const { name } of [shown, trashed, unknown]) house.verdicts.set(name, 'delete');
    await house.ban(shown.sha);
    for (const view of [shown, trashed, unknown])
      await until('its objects are gone', async () => (await objects(view)).length === 0);
    expect(await objects(other)).toEqual(['files', 'thumbs']);
  });

  it('a released file that the database has never heard of stays', async () => {
    const [unknown, gone] = [await house.ingest(noise().bytes), await house.ingest(noise().bytes)];
    house.verdicts.set(gone.name, 'delete');
    await house.release(unknown.name);
    await house.release(gone.name);
    await until('the other one is gone', async () => (await objects(gone)).length === 0);
    await until('posts was asked', () => house.asked.includes(unknown.name));
    expect(await objects(unknown)).toEqual(['files', 'thumbs']);
  });

  it('a content that is banned no more stays, when that is told late', async () => {
    const view = await house.ingest(noise().bytes);
    house.verdicts.set(view.name, 'keep');
    await house.ban(view.sha);
    await until('posts was asked', () => house.asked.includes(view.name));
    expect(await objects(view)).toEqual(['files', 'thumbs']);
  });

  it('a file may be released twice, and one that was never there, too', async () => {
    const view = await house.ingest(noise().bytes);
    const never = `${'0'.repeat(64)}.${randomUUID()}.jpg`;
    house.verdicts.set(view.name, 'delete');
    for (const name of [view.name, view.name, never]) await house.release(name);
    await until('it is gone', async () => (await objects(view)).length === 0);
    await until('posts was asked about all', () => house.asked.includes(never));
    expect(
      await house.metric(
        'messaging_process_duration_seconds_count{consumer="media-released-files",outcome="dead"',
      ),
    ).toBe(0);
  });
});

describe.each<Driver>(['disk', 's3'])('the sweep, on %s', (driver) => {
  let house: MediaHouse;
  beforeAll(async () => {
    house = await MediaHouse.start(driver, { SWEEP_GRACE_MS: '0', INCOMING_GRACE_MS: '0' }, 2);
  });
  afterAll(() => house.stop());
  const put = (name: string) => house.store.put(name, Buffer.from('x'), { bytes: 1, mime: 'image/webp' });
  /** Puts so many files with their thumbnails into a folder, and answers with their copies' names. */
  const copies = async (count: number, folder: 'files' | 'trash' = 'files'): Promise<string[]> => {
    const names = Array.from(
      { length: count },
      (_, n) => `${n.toString(16).padStart(2, '0').padEnd(64, '0')}.${randomUUID()}`,
    );
    for (const copy of names) {
      await put(`${folder}/${copy}.webp`);
      await put(`${folder === 'files' ? 'thumbs' : 'trash'}/${copy}.thumb.webp`);
    }
    return names;
  };
  /** Names of all files that are in the store, thumbnails aside. */
  const kept = async (): Promise<Set<string>> => {
    const names = [...(await house.names('files/')), ...(await house.names('trash/'))];
    return new Set(names.map((name) => basename(name)).filter((name) => !name.includes('.thumb.')));
  };
  const isIn = async (copy: string, ...names: string[]) =>
    expect((await house.names('')).filter((name) => name.includes(copy))).toEqual(names);

  it('takes what nobody knows into the trash, as long as it is little', async () => {
    const known = await copies(230);
    for (const copy of known) house.verdicts.set(`${copy}.webp`, 'keep');
    const [trashed = '', unknown = ''] = known;
    house.verdicts.set(`${trashed}.webp`, 'trash');
    house.verdicts.delete(`${unknown}.webp`);
    const orphan = `${'f'.repeat(64)}.${randomUUID()}`;
    await put(`thumbs/${orphan}.thumb.webp`);
    await house.upload(Buffer.from('forgotten'));
    const [left, young] = await Promise.all([0, 1].map(() => mkdtemp(join(tmpdir(), 'board-upload-'))));
    const yesterday = new Date(Date.now() - 24 * 60 * 60 * 1000);
    await utimes(left as string, yesterday, yesterday);
    expect(await house.sweep()).toEqual({
      files: { count: 230, bytes: 230 },
      unknown: { count: 1, bytes: 1 },
      orphans: { count: 1, bytes: 1 },
      stopped: false,
      trashed: { count: 3, bytes: 3 },
      restored: { count: 0, bytes: 0 },
      erased: { count: 1, bytes: 9 },
    });
    for (const copy of [trashed, unknown]) await isIn(copy, `trash/${copy}.thumb.webp`, `trash/${copy}.webp`);
    await isIn(orphan, `trash/${orphan}.thumb.webp`);
    expect(await house.names('files/')).toHaveLength(228);
    expect(await house.names('incoming/')).toEqual([]);
    expect(house.log()).toMatch(
      /Swept: 3 \(0\.0 MB\) into the trash, 0 \(0\.0 MB\) back from it, 1 .* erased/,
    );
    expect([existsSync(left as string), existsSync(young as string)]).toEqual([false, true]);
    await rmdir(young as string);
  });

  it('stops and asks where it would take more than a twentieth', async () => {
    const known = await house.names('files/');
    const lost = known.slice(0, Math.floor(known.length / 20) + 1).map((name) => name.slice('files/'.length));
    for (const name of lost) house.verdicts.delete(name);
    const stopped = await house.sweep();
    expect(stopped).toMatchObject({ stopped: true, unknown: { count: lost.length }, trashed: { count: 0 } });
    expect(await house.names('files/')).toEqual(known);
    expect(house.log()).toContain('npm run board -- sweep --yes');
    expect(await house.sweep({ dryRun: true, accept: true })).toMatchObject({ stopped: false });
    expect(await house.names('files/')).toEqual(known);
    expect(await house.sweep({ accept: true })).toMatchObject({ trashed: { count: lost.length } });
    expect(await house.names('files/')).toHaveLength(known.length - lost.length);
  });

  it('brings back from the trash what a post shows, and keeps the rest there for its time', async () => {
    const [shown = '', rest = ''] = await copies(2, 'trash');
    house.verdicts.set(`${shown}.webp`, 'keep');
    expect(await house.sweep()).toMatchObject({ restored: { count: 1, bytes: 1 }, erased: { count: 0 } });
    const kept = [`trash/${shown}.thumb.webp`, `trash/${shown}.webp`];
    await isIn(shown, `files/${shown}.webp`, `thumbs/${shown}.thumb.webp`, ...kept);
    expect(await house.sweep()).toMatchObject({ restored: { count: 0 } });
    await isIn(rest, `trash/${rest}.thumb.webp`, `trash/${rest}.webp`);
  });

  it('brings back what a post shows where it stops, too', async () => {
    const [shown = ''] = await copies(1, 'trash');
    house.verdicts.set(`${shown}.webp`, 'keep');
    const files = (await house.names('files/')).map((name) => name.slice('files/'.length));
    const lost = files.slice(0, Math.floor(files.length / 20) + 1);
    for (const name of lost) house.verdicts.delete(name);
    expect(await house.sweep()).toMatchObject({
      stopped: true,
      restored: { count: 1 },
      trashed: { count: 0 },
    });
    for (const name of lost) house.verdicts.set(name, 'keep');
    await isIn(
      shown,
      `files/${shown}.webp`,
      `thumbs/${shown}.thumb.webp`,
      `trash/${shown}.thumb.webp`,
      `trash/${shown}.webp`,
    );
  });

  it('killed in the middle, it has lost nothing, and the next one goes on', async () => {
    for (const name of house.verdicts.keys()) house.verdicts.set(name, 'keep');
    const known = await kept();
    const going = await copies(120);
    for (const copy of going) house.verdicts.set(`${copy}.webp`, 'trash');
    const swept = house.sweep();
    swept.catch(() => {});
    await until('some are in the trash', async () => (await house.names('trash/')).length > 20);
    await Promise.all(house.replicas.map((replica) => replica.kill()));
    await Promise.all(house.replicas.map((replica) => replica.start()));
    expect(await kept()).toEqual(new Set([...known, ...going.map((copy) => `${copy}.webp`)]));
    await house.sweep();
    const gone = going.flatMap((copy) => [`trash/${copy}.thumb.webp`, `trash/${copy}.webp`]);
    expect(await house.names('trash/')).toEqual(expect.arrayContaining(gone));
    expect((await house.names('')).filter((name) => !name.startsWith('trash/'))).not.toEqual(
      expect.arrayContaining([expect.stringContaining(going[0] ?? '')]),
    );
  });

  it("removes nothing from another board's store, whatever the database says, and says whose is whose", async () => {
    const before = await house.names('');
    const { board } = house.identity;
    house.identity.board = 'anotherboardhere';
    try {
      for (const accept of [false, true])
        await expect(house.sweep({ accept })).rejects.toMatchObject({
          reason: 'store_foreign',
          message: expect.stringContaining(
            `holds files of board ${board}, and the database is of board anotherboardhere`,
          ),
        });
    } finally {
      house.identity.board = board;
    }
    expect(await house.names('')).toEqual(before);
  });
});

describe('a store that carries no mark', () => {
  const put = (store: ObjectStore, name: string) =>
    store.put(name, Buffer.from('x'), { bytes: 1, mime: 'image/webp' });

  it('is of the board that finds it empty; with files in it only of one that was used before there were marks; what its trash has kept for long enough is erased', async () => {
    const house = await MediaHouse.start('disk', { SWEEP_GRACE_MS: '0', TRASH_KEEP_MS: '0' });
    try {
      expect(await readBoardMark(house.store)).toBe(house.identity.board);
      await house.store.delete('board/mark.json');
      house.identity.showsFiles = true;
      await expect(house.sweep()).rejects.toMatchObject({
        message: expect.stringContaining('The store holds no files, though posts show some'),
      });
      await house.media.stop();
      await expect(house.media.start()).rejects.toThrow('though posts show some');
      house.identity.showsFiles = false;
      await house.media.start();
      await house.store.delete('board/mark.json');
      await put(house.store, `files/${'a'.repeat(64)}.${randomUUID()}.webp`);
      await expect(house.sweep()).rejects.toMatchObject({ reason: 'store_foreign' });
      expect(await readBoardMark(house.store)).toBeUndefined();
      house.identity.takesUnmarked = true;
      expect(await house.sweep()).toMatchObject({ trashed: { count: 1 } });
      expect(await readBoardMark(house.store)).toBe(house.identity.board);
      expect(await house.sweep()).toMatchObject({ erased: { count: 1 } });
      expect(await house.names('trash/')).toEqual([]);
    } finally {
      Object.assign(house.identity, { takesUnmarked: false, showsFiles: false });
      await house.stop();
    }
  });
});

describe('the sweep with its ordinary patience', () => {
  it('lets young files and uploads be', async () => {
    const house = await MediaHouse.start('disk', { SWEEP_EVERY_MS: '50' });
    try {
      const view = await house.ingest(noise().bytes);
      const key = await house.upload(Buffer.from('x'));
      await until(
        'it has swept',
        async () => (await house.metric('media_sweeps_total{outcome="done"}')) >= 3,
      );
      expect(await house.names('files/')).toEqual([`files/${view.name}`]);
      expect(await house.names('incoming/')).toContain(`incoming/${key}`);
      expect(house.asked).not.toContain(view.name);
    } finally {
      await house.stop();
    }
  });
});
