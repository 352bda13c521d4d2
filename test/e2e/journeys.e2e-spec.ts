import { type House, noise, photo, type Sample, startHouse, video, Visitor } from '@board/testing';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { layoutShifts, overflows, type Reader, type ReaderOptions, Readers } from './browser.ts';

describe('with a browser', () => {
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

  const reader = (options: ReaderOptions = {}, gateway = 0): Promise<Reader> =>
    readers.one(house.url(gateway), options);

  it('a thread with a photo and a webm is seen growing by another reader, who reloads nothing', async () => {
    const [writer, watcher] = [(await reader()).page, (await reader({}, 1)).page];
    await writer.goto('/b/');
    await fill(writer, {
      subject: 'Evening',
      text: 'The river tonight',
      files: [await photo(), await video()],
    });
    await submit(writer);
    await writer.waitForURL(/\/b\/thread\/\d+/);
    const op = writer.locator('article.post').first();
    await expectText(op, 'The river tonight');
    expect(await op.locator('a[href^="/media/"] img').count()).toBe(2);
    await expect.poll(() => allPicturesLoaded(writer)).toBe(true);

    await watcher.goto(new URL(writer.url()).pathname);
    await watcher.evaluate(() => ((window as unknown as { sameDocument: boolean }).sameDocument = true));
    await fill(writer, { text: 'And another', files: [await photo(), await video()] });
    await submit(writer);
    const seen = watcher.locator('article.post', { hasText: 'And another' });
    await seen.waitFor();
    expect(await seen.locator('img').count()).toBe(2);
    await expect.poll(() => allPicturesLoaded(watcher)).toBe(true);
    expect(await watcher.evaluate(() => (window as unknown as { sameDocument: boolean }).sameDocument)).toBe(
      true,
    );
    expect(await watcher.locator('article.post', { hasText: 'And another' }).count()).toBe(1);
    const own = writer.locator('article.post', { hasText: 'And another' });
    await expect.poll(() => own.count()).toBe(1);
  });

  it('a reply cites and quotes, and the cited post names its answer', async () => {
    const { thread, no } = await person().post({ text: 'Tea or coffee?' });
    const { page } = await reader();
    await page.goto(`/b/thread/${thread}`);
    await fill(page, { text: `>>${no}\n>Tea or coffee?\nTea, **always**` });
    await submit(page);
    const reply = page.locator('article.post', { hasText: 'Tea, always' });
    await reply.waitFor();
    expect(await reply.locator(`a[href$="#p${no}"]`).count()).toBe(1);
    expect(await reply.locator('strong').innerText()).toBe('always');
    const replyNo = await reply.getAttribute('data-no');
    await page.locator(`#p${no} a[href$="#p${replyNo}"]`).waitFor();
  });

  it('a refusal keeps the words in their place', async () => {
    const { thread } = await person().post({ text: 'For refusals' });
    const { page } = await reader({ expected: /status of 415/ });
    await page.goto(`/b/thread/${thread}`);
    const bad: Sample = { name: 'bad.png', type: 'image/png', bytes: Buffer.from('no picture') };
    await fill(page, { text: 'Words I would miss', files: [noise(), bad] });
    await submit(page);
    await page.locator('#post-form', { hasText: /not accepted/i }).waitFor();
    expect(await page.locator('#post-form textarea').inputValue()).toBe('Words I would miss');
    await submit(page);
    const post = page.locator('article.post', { hasText: 'Words I would miss' });
    await post.waitFor();
    expect(await post.locator('img').count()).toBe(1);
  });

  it('an answer that never came is asked for again with the same form, and there is one post', async () => {
    const { thread } = await person().post({ text: 'For lost answers' });
    const { page } = await reader({ expected: /Failed to (load|fetch)|ERR_/ });
    await page.goto(`/b/thread/${thread}`);
    let lost = 0;
    await page.route('**/post', async (route) => {
      if (lost > 0) return route.continue();
      lost += 1;
      await route.fetch();
      return route.abort('timedout');
    });
    await fill(page, { text: 'Is anybody there' });
    await submit(page);
    await expect.poll(() => lost).toBe(1);
    await expect.poll(() => page.locator('#post-form textarea').inputValue()).toBe('Is anybody there');
    await submit(page);
    await expect.poll(() => page.locator('#post-form textarea').inputValue()).toBe('');
    const json = (await (await person().fetch(`/b/thread/${thread}.json`)).json()) as { posts: unknown[] };
    expect(json.posts).toHaveLength(2);
  });

  it('two readers of one page both post, and both posts are there', async () => {
    const { thread } = await person().post({ text: 'For two' });
    const pages = [(await reader()).page, (await reader()).page];
    await Promise.all(pages.map((page) => page.goto(`/b/thread/${thread}`)));
    await Promise.all(pages.map((page) => fill(page, { text: 'Me too' })));
    await Promise.all(pages.map((page) => submit(page)));
    for (const page of pages) {
      await expect.poll(() => page.locator('article.post', { hasText: 'Me too' }).count()).toBe(2);
    }
  });

  it('a post taken down leaves the pages of those who read it', async () => {
    const { thread } = await person().post({ text: 'For taking down' });
    const { no } = await person().post({ thread, text: 'Soon gone' });
    const { page } = await reader();
    await page.goto(`/b/thread/${thread}`);
    await page.locator('article.post', { hasText: 'Soon gone' }).waitFor();
    await house.board('delete', 'b', String(no));
    await expect.poll(() => page.locator('article.post', { hasText: 'Soon gone' }).count()).toBe(0);
  });

  it.each(['/', '/b/', 'thread'])('on a phone %s fits the screen and nothing jumps', async (path) => {
    const { thread } = await person().post({
      subject: 'A subject that is rather long for the small screen of a phone',
      text: `${'w'.repeat(300)}\nhttps://example.org/${'path/'.repeat(60)}\n\`${'code '.repeat(80)}\``,
      files: [await photo(), noise(600, 40)],
    });
    await person().post({ thread, text: 'short', files: [await video()] });
    const { page } = await reader({ phone: true });
    await page.goto(path === 'thread' ? `/b/thread/${thread}` : path, { waitUntil: 'load' });
    await expect.poll(() => picturesInSightLoaded(page)).toBe(true);
    expect(await overflows(page)).toBe(false);
    expect(await layoutShifts(page)).toEqual([]);
  });

  it('on a phone one can reply', async () => {
    const { thread } = await person().post({ text: 'Phones welcome' });
    const { page } = await reader({ phone: true });
    await page.goto(`/b/thread/${thread}`);
    await fill(page, { text: 'From my pocket', files: [noise()] });
    await submit(page);
    await page.locator('article.post', { hasText: 'From my pocket' }).waitFor();
  });

  it('the language follows the browser and can be switched for good', async () => {
    const { page } = await reader({ lang: 'ru' });
    await page.goto('/b/');
    expect(await page.locator('html').getAttribute('lang')).toBe('ru');
    await page.locator('form[action="/lang"] button[value="en"]').click();
    await expect.poll(() => page.locator('html').getAttribute('lang')).toBe('en');
    await page.goto('/');
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
  });

  const person = (): Visitor => new Visitor(house.url());
});

describe('with a browser that runs no script', () => {
  let house: House;
  let readers: Readers;

  beforeAll(async () => {
    [house, readers] = await Promise.all([
      startHouse({ env: { posts: { FLOOD_REPLY_MS: '1', FLOOD_THREAD_MS: '1' } } }),
      Readers.gather(),
    ]);
  });
  afterAll(async () => {
    await readers?.end();
    await house?.stop();
  });
  afterEach(async () => expect(await readers.leave()).toEqual([]));

  it('one can start a thread with files, reply, quote, be refused, try again, and switch the language', async () => {
    const { page } = await readers.one(house.url(), { script: false, expected: /status of 4/ });
    await page.goto('/b/');
    await fill(page, { subject: 'Plain', text: 'No script here', files: [await photo(), await video()] });
    await submit(page);
    await page.waitForURL(/\/b\/thread\/\d+#p\d+$/);
    expect(await page.locator('article.post img').count()).toBe(2);

    await fill(page, { text: `>No script here\n>>1\nIndeed` });
    await submit(page);
    await page.locator('article.post', { hasText: 'Indeed' }).waitFor();
    expect(await page.locator('article.post').count()).toBe(2);

    const bad: Sample = { name: 'bad.png', type: 'image/png', bytes: Buffer.from('no picture') };
    await fill(page, { text: 'Third words', files: [noise(), bad] });
    await submit(page);
    await page
      .getByText(/not accepted/i)
      .first()
      .waitFor();
    expect(await page.locator('#post-form textarea').inputValue()).toBe('Third words');
    await submit(page);
    const third = page.locator('article.post', { hasText: 'Third words' });
    await third.waitFor();
    expect(await third.locator('img').count()).toBe(1);

    await page.locator('form[action="/lang"] button[value="ru"]').click();
    await page.locator('html[lang="ru"]').waitFor();
  });
});

async function fill(page: Page, draft: { subject?: string; text: string; files?: Sample[] }): Promise<void> {
  const folded = page.locator('details:not([open]):has(#post-form) > summary');
  if ((await folded.count()) > 0) await folded.click();
  const form = page.locator('#post-form');
  if (draft.subject) await form.locator('input[name="subject"]').fill(draft.subject);
  await form.locator('textarea[name="text"]').fill(draft.text);
  const files = (draft.files ?? []).map((file) => ({
    name: file.name,
    mimeType: file.type,
    buffer: file.bytes,
  }));
  await form.locator('input[name="files"]').setInputFiles(files);
}

function submit(page: Page): Promise<void> {
  return page.locator('#post-form button[type="submit"]').first().click();
}

async function expectText(place: ReturnType<Page['locator']>, text: string): Promise<void> {
  await expect.poll(() => place.innerText()).toContain(text);
}

function allPicturesLoaded(page: Page): Promise<boolean> {
  return page.evaluate(() => [...document.images].every((image) => image.complete && image.naturalWidth > 0));
}

function picturesInSightLoaded(page: Page): Promise<boolean> {
  return page.evaluate(() =>
    [...document.images]
      .filter((image) => image.getBoundingClientRect().top < window.innerHeight)
      .every((image) => image.complete && image.naturalWidth > 0),
  );
}
