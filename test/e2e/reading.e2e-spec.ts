import { type House, photo, startHouse, Visitor } from '@board/testing';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fillThread } from '../fill-thread.ts';
import { overflows, type ReaderOptions, Readers } from './browser.ts';

describe('reading', () => {
  let house: House;
  let readers: Readers;
  let long: number;

  const person = (): Visitor => new Visitor(house.url());

  beforeAll(async () => {
    [house, readers] = await Promise.all([
      startHouse({ env: { posts: { FLOOD_REPLY_MS: '1', FLOOD_THREAD_MS: '1' } } }),
      Readers.gather(),
    ]);
    const cats = await person().post({ board: 'pr', subject: 'Cats', text: 'Whose is it?' });
    await person().post({ board: 'pr', subject: 'Dogs', text: 'Good ones', files: [await photo()] });
    await person().post({ board: 'pr', thread: cats.thread, text: 'Mine' });
    long = (await person().post({ subject: 'Long', text: 'It goes on' })).thread;
    await fillThread(house, long, 105);
    await house.settle();
  });
  afterAll(async () => {
    await readers?.end();
    await house?.stop();
  });
  afterEach(async () => expect(await readers.leave()).toEqual([]));

  async function open(path: string, options: ReaderOptions = {}): Promise<Page> {
    const { page } = await readers.one(house.url(), options);
    await page.goto(path);
    return page;
  }
  const subjects = (page: Page) => page.locator('.entry h2').allInnerTexts();
  const numbers = (page: Page) =>
    page
      .locator('#posts > article')
      .evaluateAll((all) => all.map((one) => Number((one as HTMLElement).dataset['no'])));

  it.each([true, false])('a catalog is sorted by its links (script: %s)', async (script) => {
    const page = await open('/pr/', { script });
    await page.getByRole('link', { name: 'Catalog' }).click();
    await page.waitForURL('**/pr/catalog');
    expect(await subjects(page)).toEqual(['Cats', 'Dogs']);
    await page.getByRole('link', { name: 'Newest' }).click();
    await page.waitForURL('**/pr/catalog?sort=created');
    expect(await subjects(page)).toEqual(['Dogs', 'Cats']);
    await page.getByRole('link', { name: 'Most files' }).click();
    await page.waitForURL('**/pr/catalog?sort=files');
    expect(await page.locator('.entry').first().innerText()).toMatch(/Dogs\s+0 replies.*1 file/s);
    expect(await page.locator('#catalog-filter').isVisible()).toBe(script);
    await page.getByRole('link', { name: 'Cats' }).click();
    await page.getByText('Whose is it?').waitFor();
  });

  it('a catalog in Russian fits a phone and can be searched', async () => {
    const page = await open('/pr/catalog', { lang: 'ru', phone: true });
    expect(await page.locator('h1').innerText()).toBe('Каталог /pr/');
    await page.getByLabel('Только со словами').fill('dogs');
    expect(await page.locator('.entry:visible h2').allInnerTexts()).toEqual(['Dogs']);
    expect(await overflows(page)).toBe(false);
  });

  it('a new thread is in the catalog that its poster looks at, and one taken down in nobody’s', async () => {
    const poster = person();
    await poster.text('/test/catalog?sort=created');
    const { no } = await poster.post({ board: 'test', subject: 'Just now', text: 'made' });
    expect(await poster.text('/test/catalog?sort=created')).toContain('Just now');
    await house.board('delete', 'test', String(no));
    await expect.poll(() => person().text('/test/catalog?sort=created')).not.toContain('Just now');
  });

  it.each([true, false])(
    'the end of a long thread is offered, and leads to all of it (script: %s)',
    async (script) => {
      const page = await open('/b/', { script });
      await page.getByRole('link', { name: 'Last 50' }).first().click();
      await page.waitForURL(`**/b/thread/${long}/last`);
      expect(await numbers(page)).toHaveLength(51);
      expect(await page.getByText('55 replies are left out').count()).toBe(1);
      await page.getByRole('link', { name: 'Show the whole thread' }).click();
      await page.waitForURL(`**/b/thread/${long}`);
      expect(await numbers(page)).toHaveLength(106);
    },
  );

  it('the end of a thread goes on live, and what it cites opens from the rest of the thread', async () => {
    const page = await open(`/b/thread/${long}/last`);
    await page.getByText('Live', { exact: true }).waitFor();
    await person().post({ thread: long, text: `>>${long + 3}\nthe newest` });
    const newest = page.locator('#posts > article', { hasText: 'the newest' });
    await newest.waitFor();
    expect(await numbers(page)).toHaveLength(52);
    await newest.locator('a.cite').click();
    await newest.locator(`.inlined [data-no="${long + 3}"]`).waitFor();
  });

  it('catalogs and ends of threads have twins in JSON', async () => {
    const json = async (path: string): Promise<unknown> => (await person().fetch(path)).json();
    expect(await json('/pr/catalog.json?sort=created')).toMatchObject({
      sort: 'created',
      cards: [{ thread: { subject: 'Dogs' } }, { thread: { subject: 'Cats' } }],
    });
    const { posts } = (await json(`/b/thread/${long}/last.json`)) as { posts: { no: number }[] };
    expect(posts).toHaveLength(51);
    expect(posts[0]?.no).toBe(long);
  });

  it('what one has posted is marked as one’s own, there and on every page that cites it', async () => {
    const { thread } = await person().post({ text: 'Who was it?' });
    const page = await open(`/b/thread/${thread}`);
    await page.getByLabel('Text').fill('It was me');
    await page.getByRole('button', { name: 'Send the reply' }).click();
    const own = page.locator('#posts > article', { hasText: 'It was me' });
    await own.locator('.you').waitFor();
    const no = await own.getAttribute('data-no');
    await person().post({ thread, text: `>>${no}\nI see` });
    await page.locator('article.answer', { hasText: 'I see' }).waitFor();
    await page.goto('/b/');
    await page.locator('article.answer', { hasText: 'I see' }).waitFor();
  });
});
