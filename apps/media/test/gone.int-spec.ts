import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rmdir, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileView } from '@board/contracts';
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
    await house.release(view.name);
    await until('both objects are gone', async () => (await objects(view)).length === 0);
  });

  it('a released file of a deleted post goes where no reader sees it, and away for good later', async () => {
    const view = await house.ingest(noise().bytes);
    house.verdicts.set(view.name, 'trash');
    await house.release(view.name);
    await until('both are in the trash', async () => (await objects(view)).join() === 'trash,trash');
    await house.release(view.name);
    await until('posts was asked again', () => house.asked.filter((name) => name === view.name).length === 2);
    expect(await objects(view)).toEqual(['trash', 'trash']);
    house.verdicts.set(view.name, 'delete');
    await house.release(view.name);
    await until('both objects are gone', async () => (await objects(view)).length === 0);
  });

  it('a released file that is shown again by now stays', async () => {
    const [shown, gone] = [await house.ingest(noise().bytes), await house.ingest(noise().bytes)];
    house.verdicts.set(shown.name, 'keep');
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
    house.verdicts.delete(trashed.name);
    await house.ban(shown.sha);
    for (const view of [shown, trashed, unknown])
      await until('its objects are gone', async () => (await objects(view)).length === 0);
    expect(await objects(other)).toEqual(['files', 'thumbs']);
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
  const often = { SWEEP_EVERY_MS: '300' };
  beforeAll(async () => {
    house = await MediaHouse.start(
      driver,
      { ...often, SWEEP_GRACE_MS: '0', INCOMING_GRACE_MS: '0', TRASH_KEEP_MS: '0' },
      2,
    );
  });
  afterAll(() => house.stop());
  const put = (name: string) => house.store.put(name, Buffer.from('x'), { bytes: 1, mime: 'image/webp' });

  it('removes what nobody knows, keeps what is shown, and empties trash and forgotten uploads', async () => {
    const copies = Array.from(
      { length: 230 },
      (_, n) => `${n.toString(16).padStart(2, '0').padEnd(64, '0')}.${randomUUID()}`,
    );
    const [kept = '', trashed = '', ...unknown] = copies;
    house.verdicts.set(`${kept}.webp`, 'keep');
    house.verdicts.set(`${trashed}.webp`, 'trash');
    for (const copy of [kept, trashed, ...unknown]) {
      await put(`files/${copy}.webp`);
      await put(`thumbs/${copy}.thumb.webp`);
    }
    await put(`thumbs/${'f'.repeat(64)}.${randomUUID()}.thumb.webp`);
    await house.upload(Buffer.from('forgotten'));
    const [left, young] = await Promise.all([0, 1].map(() => mkdtemp(join(tmpdir(), 'board-upload-'))));
    const yesterday = new Date(Date.now() - 24 * 60 * 60 * 1000);
    await utimes(left as string, yesterday, yesterday);
    await until(
      'only the shown file is left',
      async () => {
        const all = await Promise.all(
          ['files/', 'thumbs/', 'trash/', 'incoming/'].map((prefix) => house.names(prefix)),
        );
        return all.flat().join() === `files/${kept}.webp,thumbs/${kept}.thumb.webp`;
      },
      25_000,
    );
    await until('what a killed process left is gone', () => !existsSync(left as string));
    expect(existsSync(young as string)).toBe(true);
    await rmdir(young as string);
    expect(await house.metric('media_sweeps_total{outcome="done"}')).toBeGreaterThan(0);
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
