import { type House, startHouse, until, Visitor } from '@board/testing';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, newReader, type Reader, type ReaderOptions } from './browser.ts';

describe('who wrote a post', () => {
  let house: House;
  let browser: Browser;
  let readers: Reader[] = [];

  beforeAll(async () => {
    [house, browser] = await Promise.all([
      startHouse({ replicas: { gateway: 2 }, env: { posts: { FLOOD_REPLY_MS: '1', FLOOD_THREAD_MS: '1' } } }),
      launchBrowser(),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await house?.stop();
  });
  afterEach(async () => {
    const problems = readers.flatMap((reader) => reader.problems);
    await Promise.all(readers.map((reader) => reader.context.close()));
    readers = [];
    expect(problems).toEqual([]);
  });

  async function reader(options: ReaderOptions = {}): Promise<Page> {
    const opened = await newReader(browser, house.url(), options);
    readers.push(opened);
    return opened.page;
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

  async function reply(page: Page, text: string): Promise<void> {
    await page.locator('#post-form textarea').fill(text);
    await page.locator('#post-form button[type="submit"]').click();
  }
});
