import { createHash } from 'node:crypto';
import {
  avif,
  gif,
  type House,
  liveLinkIn,
  mp4,
  noise,
  photo,
  type Sample,
  startHouse,
  strip,
  until,
  video,
  Visitor,
} from '@board/testing';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Readers } from './browser.ts';

interface ShownFile {
  name: string;
  sha: string;
  mime: string;
  originalName?: string;
  animated?: boolean;
  audio?: boolean;
}

const shaOf = ({ bytes }: Sample): string => createHash('sha256').update(bytes).digest('hex');

describe('files in the whole house', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse({
      replicas: { gateway: 2 },
      env: { posts: { FLOOD_REPLY_MS: '1', FLOOD_THREAD_MS: '1' } },
    });
  });
  afterAll(() => house?.stop());

  const visitor = (gateway = 0, lang = 'en'): Visitor => new Visitor(house.url(gateway), { lang });
  const jobs = (): Promise<number> => house.metric('media', 'media_job_duration_seconds_count');

  async function filesOf(board: string, thread: number): Promise<ShownFile[]> {
    const response = await visitor().fetch(`/${board}/thread/${thread}.json`);
    const { posts } = (await response.json()) as { posts: { files: ShownFile[] }[] };
    return posts.flatMap(({ files }) => files);
  }

  it('what is posted is served as what it is, whatever it was called', async () => {
    const files = [
      { ...(await gif()), name: 'photo.png', type: 'image/png' },
      await avif(),
      { ...(await mp4()), name: 'Фильм.mp4' },
      await video(),
    ];
    const { thread } = await visitor().post({ text: 'all kinds', files });
    const shown = await filesOf('b', thread);
    expect(shown).toMatchObject([
      { mime: 'image/gif', animated: true, originalName: 'photo.png' },
      { mime: 'image/avif', originalName: 'still.avif' },
      { mime: 'video/mp4', audio: true, originalName: 'Фильм.mp4' },
      { mime: 'video/webm', audio: false, originalName: 'video.webm' },
    ]);
    for (const { name, mime } of shown) {
      const response = await visitor().fetch(`/media/${name}`);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': mime,
        'content-disposition': 'inline',
        'cache-control': 'public, max-age=31536000, immutable',
        'x-accel-expires': '30',
      });
      const bytes = Buffer.from(await response.arrayBuffer());
      if (mime === 'video/mp4') expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'));
    }
    const part = await visitor().fetch(`/media/${shown[2]?.name}`, { headers: { range: 'bytes=4-7' } });
    expect([part.status, await part.text()]).toEqual([206, 'ftyp']);
  });

  it('the same file again is not processed again, under another name and twice in a form either', async () => {
    const file = await photo();
    const first = await visitor().post({ text: 'first', files: [file] });
    const before = await jobs();
    const renamed = { ...file, name: 'другое имя.jpg' };
    const again = await visitor().post({ board: 'pr', text: 'again', files: [renamed, file] });
    expect(await jobs()).toBe(before);
    const [one] = await filesOf('b', first.thread);
    expect(await filesOf('pr', again.thread)).toEqual([{ ...one, originalName: 'другое имя.jpg' }]);
    await visitor().post({ text: 'a new one, twice', files: [noise(), file] });
    expect(await jobs()).toBe(before + 1);
  });

  it('an unlawful file goes from everywhere at once and is refused from then on, before it is processed', async () => {
    const [bad, other] = [await photo(), noise()];
    const sha = shaOf(bad);
    const trashed = await visitor().post({ text: 'in the trash', files: [bad] });
    await house.board('delete', 'b', String(trashed.no));
    await house.settle();
    expect((await house.storedNames('trash/')).some((name) => name.startsWith(sha))).toBe(true);
    const here = await visitor().post({ text: 'stays here', files: [bad, other] });
    const there = await visitor().post({ board: 'pr', text: 'stays there', files: [bad] });
    const [file] = await filesOf('b', here.thread);
    const page = await visitor().text(`/b/thread/${here.thread}`);
    const addresses = [...page.matchAll(/\/media\/[^"]+/g)].map(([address]) => address);
    expect(addresses.filter((address) => address.includes(sha)).length).toBeGreaterThan(1);
    expect(liveLinkIn(page)).toContain('/live');

    const said = await house.board('purge-file', `${house.url()}/media/${file?.name}`, '--yes');
    expect(said).toContain('Posts it was taken off: 2');
    await until('no copy is in the store', async () => {
      const names = await Promise.all(['files/', 'thumbs/', 'trash/'].map((part) => house.storedNames(part)));
      return !names.flat().some((name) => name.startsWith(sha));
    });
    for (const gateway of [0, 1]) {
      for (const address of addresses.filter((one) => one.includes(sha)))
        expect((await visitor(gateway).fetch(address)).status).toBe(404);
      for (const path of [`/b/thread/${here.thread}`, '/b/', `/pr/thread/${there.thread}`, '/pr/']) {
        const words = await until(`${path} shows it no more`, async () => {
          const html = await visitor(gateway).text(path);
          return !html.includes(sha) && strip(html);
        });
        expect(words).toMatch(/stays (here|there)/);
        expect(words).toContain('File deleted');
      }
    }
    expect(await filesOf('b', here.thread)).toMatchObject([{ sha: shaOf(other) }]);

    const before = await jobs();
    const refused = await visitor(1, 'ru').send({ text: 'мои слова', files: [bad] });
    expect(refused.status).toBe(403);
    const answer = await refused.text();
    expect(answer).toContain('мои слова');
    expect(strip(answer)).toContain('Файл 1 здесь запрещён');
    expect(await jobs()).toBe(before);

    await house.board('unban-file', sha);
    const back = await visitor().post({ text: 'lawful after all', files: [bad] });
    expect(await filesOf('b', back.thread)).toMatchObject([{ sha }]);
    expect(await house.deadLetters()).toBe(0);
  });

  describe('in a browser', () => {
    let readers: Readers;
    beforeAll(async () => {
      readers = await Readers.gather();
    });
    afterEach(async () => expect(await readers.leave()).toEqual([]));
    afterAll(() => readers?.end());

    it.each([true, false])('gif, avif and mp4 are posted, named and marked (scripts: %s)', async (script) => {
      const { page } = await readers.one(house.url(), { script });
      const files = [{ ...(await gif()), name: 'Кот <b>.gif' }, await avif(), await mp4()];
      await page.goto('/b/');
      await send(page, files);
      await page.waitForURL(/\/b\/thread\/\d+/);
      const op = page.locator('article.post').first();
      await expect.poll(() => op.locator('.thumb img').count()).toBe(3);
      await expect.poll(() => allPicturesLoaded(page)).toBe(true);
      expect(await op.locator('.file-name').allInnerTexts()).toEqual([
        'Кот <b>.gif',
        'still.avif',
        'film.mp4',
      ]);
      const alts = await op
        .locator('.thumb img')
        .evaluateAll((images) => images.map((image) => (image as HTMLImageElement).alt.split(':')[0]));
      expect(alts).toEqual(['Open the moving picture', 'Open the file', 'Open the video with sound']);
      expect(await op.locator('.mark').allInnerTexts()).toEqual(['GIF', '0:02']);

      const [download] = await Promise.all([
        page.waitForEvent('download'),
        op.locator('.file-name').first().click(),
      ]);
      expect(download.suggestedFilename()).toMatch(/^Кот .b.\.gif$/);
      await (script ? showsInPlace(page) : opensByItself(page));
    });
  });
});

async function send(page: Page, files: Sample[]): Promise<void> {
  const folded = page.locator('details:not([open]):has(#post-form) > summary');
  if ((await folded.count()) > 0) await folded.click();
  await page.locator('#post-form textarea[name="text"]').fill('Three kinds');
  await page
    .locator('#post-form input[name="files"]')
    .setInputFiles(files.map(({ name, type, bytes }) => ({ name, mimeType: type, buffer: bytes })));
  await page.locator('#post-form button[type="submit"]').first().click();
}

/** Expands each where its thumbnail is; the film plays, with sound. */
async function showsInPlace(page: Page): Promise<void> {
  const thumbs = page.locator('article.post .thumb');
  for (const n of [0, 1, 2]) await thumbs.nth(n).click();
  await expect.poll(() => page.locator('img.full').count()).toBe(2);
  await expect.poll(() => allPicturesLoaded(page)).toBe(true);
  const played = () => page.locator('video.full').evaluate((film: HTMLVideoElement) => film.currentTime);
  await expect.poll(played).toBeGreaterThan(0.2);
  const sound = await page.locator('video.full').evaluate((film) => {
    const { webkitAudioDecodedByteCount } = film as unknown as { webkitAudioDecodedByteCount: number };
    return webkitAudioDecodedByteCount;
  });
  expect(sound).toBeGreaterThan(0);
}

/** Without a script a thumbnail is a link to the file, which the browser shows or plays. */
async function opensByItself(page: Page): Promise<void> {
  const thumbs = page.locator('article.post .thumb');
  for (const [n, mime] of ['image/gif', 'image/avif', 'video/mp4'].entries()) {
    const [opened] = await Promise.all([page.waitForEvent('popup'), thumbs.nth(n).click()]);
    await opened.waitForLoadState();
    expect(await opened.evaluate(() => document.contentType)).toBe(mime);
    await opened.close();
  }
}

function allPicturesLoaded(page: Page): Promise<boolean> {
  return page.evaluate(() => [...document.images].every((image) => image.complete && image.naturalWidth > 0));
}
