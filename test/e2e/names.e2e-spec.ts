import { type House, noise, startHouse, until, Visitor } from '@board/testing';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ReaderOptions, Readers } from './browser.ts';

describe('who wrote a post', () => {
  let house: House;
  let readers: Readers;

  beforeAll(async () => {
    [house, readers] = await Promise.all([
      startHouse({ replicas: { gateway: 2 }, env: { posts: { FLOOD_REPLY_MS: '1', FLOOD_THREAD_MS: '1' } } }),
      Readers.gather(),
    ]);
  });
  afterAll(async () => {
    await readers?.end();
    await house?.stop();
  });
  afterEach(async () => expect(await readers.leave()).toEqual([]));

  async function reader(options: ReaderOptions = {}): Promise<Page> {
    return (await readers.one(house.url(), options)).page;
  }
  const person = (gateway = 0): Visitor => new Visitor(house.url(gateway));

  it('is shown by name and trip, and the browser remembers what was typed', async () => {
    const { thread } = await person().post({ text: 'Who are you?' });
    const page = await reader({ lang: 'ru' });
    await page.goto(`/b/thread/${thread}`);
    await page.locator('#post-form [name="name"]').fill('Аня#tea');
    await reply(page, 'это я');
    const post = page.locator('article.post', { hasText: 'это я' });
    await post.waitFor();
    expect(await post.locator('.name').innerText()).toBe('Аня');
    expect(await post.locator('.trip').innerText()).toBe('!WokonZwxw2');
    expect(await page.locator('article.post').first().locator('.name').innerText()).toBe('Аноним');
    await page.goto('/pr/');
    expect(await page.locator('#post-form [name="name"]').inputValue()).toBe('Аня#tea');
    expect(house.log()).not.toContain('Аня#tea');
  });

  it('is shown without a script too, on the board page as well', async () => {
    const page = await reader({ script: false });
    await page.goto('/b/');
    await page.locator('details:has(#post-form) > summary').click();
    await page.locator('#post-form [name="name"]').fill('Bea##secret');
    await reply(page, 'no script, but a name');
    await page.waitForURL(/\/b\/thread\/\d+#p\d+$/);
    for (const path of [page.url(), '/b/']) {
      await page.goto(path);
      const post = page.locator('article.post', { hasText: 'no script, but a name' });
      expect(await post.locator('.name').innerText()).toBe('Bea');
      expect(await post.locator('.trip').innerText()).toMatch(/^!![\w-]{10}$/);
    }
  });

  it('is not asked for where everybody is anonymous: every form follows, and nobody can send a name', async () => {
    const { thread } = await person().post({ board: 'test', text: 'before', name: 'Ann' });
    const pages = ['/test/', `/test/thread/${thread}`];
    const asks = async (path: string, gateway: number): Promise<boolean> =>
      (await person(gateway).text(path)).includes('name="name"');
    for (const path of pages) expect(await asks(path, 1)).toBe(true);
    await house.board('set', 'test', 'names', 'false');
    for (const path of pages) {
      for (const gateway of [0, 1])
        await until(`${path} asks for no name`, async () => !(await asks(path, gateway)));
    }
    const refused = await person().send({ board: 'test', thread, text: 'kept words', name: 'Ann' });
    expect(refused.status).toBe(422);
    expect(await refused.text()).toMatch(/Everybody is anonymous on \/test\/[^]*kept words/);
    expect((await person().post({ board: 'test', thread, text: 'after' })).thread).toBe(thread);
    expect(await person().text(`/test/thread/${thread}`)).toContain('<b class="name">Ann</b>');
  });

  it('a covered picture is shown only to who asks for it, also without a script', async () => {
    const { thread } = await person().post({ text: 'no spoilers please' });
    for (const script of [true, false]) {
      const page = await reader({ script });
      await page.goto(`/b/thread/${thread}`);
      const file = noise();
      await page
        .locator('#post-form [name="files"]')
        .setInputFiles({ name: file.name, mimeType: file.type, buffer: file.bytes });
      await page.locator('#post-form [name="spoiler"]').check();
      await reply(page, `covered ${script}`);
      const post = page.locator('article.post', { hasText: `covered ${script}` });
      await post.locator('.veil').waitFor();
      expect(await post.locator('.veil').innerText()).toBe('Spoiler');
      const [cover, picture] = [
        await post.locator('.veil').boundingBox(),
        await post.locator('img').boundingBox(),
      ];
      expect(cover?.width).toBeGreaterThanOrEqual(picture?.width ?? Infinity);
      expect(cover?.height).toBeGreaterThanOrEqual(picture?.height ?? Infinity);
      expect(await post.locator('a.thumb').getAttribute('href')).toMatch(/^\/media\//);
      if (script) {
        await post.locator('a.thumb').click();
        await post.locator('img.full').waitFor();
        expect(await post.locator('.veil').isVisible()).toBe(false);
      }
    }
    expect(await person().text('/b/')).toContain('class="veil"');
  });

  it('can take it back: an own post has a button that fills the form in, and other readers see it go', async () => {
    const { thread } = await person().post({ text: 'a place for regrets' });
    const [page, other] = [await reader({ expected: /status of 403/ }), await reader()];
    await page.goto(`/b/thread/${thread}`);
    await other.goto(`/b/thread/${thread}`);
    const file = noise();
    await page
      .locator('#post-form [name="files"]')
      .setInputFiles({ name: file.name, mimeType: file.type, buffer: file.bytes });
    await reply(page, 'regretted at once');
    const mine = page.locator('article.post', { hasText: 'regretted at once' });
    const seen = other.locator('article.post', { hasText: 'regretted at once' });
    await Promise.all([seen.locator('img').waitFor(), mine.locator('.take-back').waitFor()]);
    expect(await page.locator('.take-back').count()).toBe(1);
    expect(await other.locator('.take-back').count()).toBe(0);

    await mine.locator('.take-back').click();
    const form = page.locator('#withdraw-form');
    expect(await form.locator('[name="no"]').inputValue()).toBe(await mine.getAttribute('data-no'));
    await form.locator('[name="only"]').check();
    await form.locator('button').click();
    await form.getByText('Deleted.').waitFor();
    await seen.getByText('File deleted.').waitFor();
    await mine.getByText('File deleted.').waitFor();

    await form.locator('[name="no"]').fill(String(thread));
    await form.locator('[name="only"]').uncheck();
    await form.locator('button').click();
    await form.getByText('This is not the password that the post was sent with.').waitFor();
    await mine.locator('.take-back').click();
    await form.locator('button').click();
    await expect.poll(() => seen.count()).toBe(0);
    await expect.poll(() => mine.count()).toBe(0);
    expect(await page.locator('article.post').count()).toBe(1);
  });

  it('can take it back without a script: the files alone, then all of it, with the password that it was sent with', async () => {
    const { thread } = await person().post({ text: 'a thread to stay' });
    const page = await reader({ script: false, expected: /status of 403/ });
    await page.goto(`/b/thread/${thread}`);
    const file = noise();
    await page
      .locator('#post-form [name="files"]')
      .setInputFiles({ name: file.name, mimeType: file.type, buffer: file.bytes });
    await page.locator('#post-form [name="password"]').fill('sesame');
    await reply(page, 'soon regretted');
    await page.waitForURL(/#p\d+$/);
    const no = /#p(\d+)$/.exec(page.url())?.[1] ?? '';

    const withdraw = async (password: string, only: boolean): Promise<void> => {
      await page.locator('details.withdraw > summary').click();
      const form = page.locator('#withdraw-form');
      await form.locator('[name="no"]').fill(no);
      await form.locator('[name="password"]').fill(password);
      await form.locator('[name="only"]').setChecked(only);
      await form.locator('button').click();
    };
    await withdraw('wrong', false);
    await page.getByText('This is not the password that the post was sent with.').waitFor();
    await page.goto(`/b/thread/${thread}`);
    await withdraw('sesame', true);
    const post = page.locator(`#p${no}`);
    await post.getByText('File deleted.').waitFor();
    expect(await post.innerText()).toContain('soon regretted');
    expect(await post.locator('img').count()).toBe(0);
    await withdraw('sesame', false);
    await expect.poll(() => page.locator(`#p${no}`).count()).toBe(0);
    expect(await page.locator('article.post').count()).toBe(1);
    expect(house.log()).not.toContain('sesame');
  });

  async function reply(page: Page, text: string): Promise<void> {
    await page.locator('#post-form textarea').fill(text);
    await page.locator('#post-form button[type="submit"]').click();
  }
});
