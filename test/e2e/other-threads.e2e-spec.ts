import { type House, liveLinkIn, liveMessages, startHouse, until, Visitor } from '@board/testing';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Reader, type ReaderOptions, Readers } from './browser.ts';

describe('what happens in other threads', () => {
  let house: House;
  let readers: Readers;

  beforeAll(async () => {
    [house, readers] = await Promise.all([
      startHouse({
        replicas: { gateway: 2, posts: 2 },
        env: { posts: { FLOOD_REPLY_MS: '0', FLOOD_THREAD_MS: '0' } },
      }),
      Readers.gather(),
    ]);
  });
  afterAll(async () => {
    await readers?.end();
    await house?.stop();
  });
  afterEach(async () => expect(await readers.leave()).toEqual([]));

  const reader = (options: ReaderOptions = {}): Promise<Reader> => readers.one(house.url(), options);

  const visitor = (gateway = 0): Visitor => new Visitor(house.url(gateway));

  it('a late cite changes pages that were cached, on every gateway, and tells live readers', async () => {
    const cited = await visitor().post({ text: 'cited from afar' });
    const path = `/b/thread/${cited.thread}`;
    const pages = await Promise.all([visitor(0).text(path), visitor(1).text(path)]);
    expect(pages.join()).not.toContain('class="backlinks"');
    const reading = new AbortController();
    const live = liveMessages(new URL(liveLinkIn(pages[1]), house.url(1)), { signal: reading.signal });

    const citing = await visitor().post({ board: 'pr', text: `see >>>/b/${cited.no}` });
    const backlink = `href="/pr/thread/${citing.thread}#p${citing.no}"`;
    for (const gateway of [0, 1])
      await until('the cited post names it', async () =>
        (await visitor(gateway).text(path)).includes(backlink),
      );
    for await (const message of live) if (message.data.includes(backlink)) break;
    reading.abort();

    const from = `/pr/thread/${citing.thread}`;
    expect(await visitor(1).text(from)).toContain(`href="/b/thread/${cited.thread}#p${cited.no}"`);
    await house.board('delete', 'b', String(cited.no));
    for (const gateway of [0, 1])
      await until('the cite is dead', async () =>
        (await visitor(gateway).text(from)).includes('<s class="dead"'),
      );
    expect(await visitor().text('/pr/')).toContain('<s class="dead"');
  });

  it.each([true, false])(
    'a reader goes along cites from thread to thread and back (script: %s)',
    async (script) => {
      const cited = await visitor().post({ text: 'the beginning of a long story' });
      const reply = await visitor().post({ thread: cited.thread, text: 'its middle' });
      const { page } = await reader({ script });
      // With a script a cite opens the post where it stands; the address is there for a new tab.
      const follow = async (link: Locator, text: string): Promise<void> => {
        const address = new URL((await link.getAttribute('href')) ?? '', page.url()).href;
        await link.click();
        if (!script) return;
        await page.locator('.inlined', { hasText: text }).waitFor();
        await page.goto(address);
      };
      await page.goto('/b/');
      await page.locator('details:has(#post-form) > summary').click();
      await page.fill('#form-text', `it goes on: >>${reply.no}, and >>>/pr/ knows more`);
      await page.click('.send');
      await page.waitForURL(/\/b\/thread\/\d+/);
      const citing = page.locator('article.post', { hasText: 'it goes on' });
      await citing.waitFor();
      const no = await citing.getAttribute('data-no');
      expect(await citing.locator('a.to-board').getAttribute('href')).toBe('/pr/');
      await follow(citing.locator('a.cite.far'), 'its middle');
      await page.waitForURL(`**/b/thread/${cited.thread}#p${reply.no}`);
      await until('the cited post names the other', async () => {
        if ((await page.locator(`#p${reply.no} .backlinks a`).count()) > 0) return true;
        await page.reload();
        return undefined;
      });
      await follow(page.locator(`#p${reply.no} .backlinks a`), 'it goes on');
      await page.waitForURL(`**/b/thread/${no}#p${no}`);
    },
  );

  it.each([true, false])(
    'a thread that is pushed off its board is found in the archive (script: %s)',
    async (script) => {
      await house.db.query(`UPDATE boards SET limits = '{"threads": 2}' WHERE slug = 'test'`);
      const old = await visitor().post({
        board: 'test',
        subject: `Old times ${script}`,
        text: 'once upon a time',
      });
      const { page } = await reader({ script, expected: /status of 409/ });
      await page.goto(`/test/thread/${old.thread}`);
      expect(await page.locator('#post-form').isVisible()).toBe(true);
      for (const text of ['one', 'two']) await visitor().post({ board: 'test', text });
      for (const gateway of [0, 1]) {
        await until(
          'no board page shows it',
          async () => !(await visitor(gateway).text('/test/')).includes('Old times'),
        );
        await until('the archive does', async () =>
          (await visitor(gateway).text('/test/archive')).includes(`Old times ${script}`),
        );
      }
      if (script)
        await until(
          'the form has gone by itself',
          async () => !(await page.locator('#post-form').isVisible()),
        );

      await page.goto('/test/');
      await page.click('a[href="/test/archive"]');
      await page.click(`text=Old times ${script}`);
      await page.waitForURL(`**/test/thread/${old.thread}`);
      expect(await page.locator('.op .text').innerText()).toBe('once upon a time');
      expect(await page.locator('#thread-state .notice').innerText()).toContain('in the archive');
      expect(await page.locator('#post-form').count()).toBe(0);
      const refused = await visitor().send({ board: 'test', thread: old.thread, text: 'too late' });
      expect(refused.status).toBe(409);
      const twin = (await (await visitor().fetch('/test/archive.json')).json()) as {
        threads: { no: number }[];
      };
      expect(twin.threads.map(({ no }) => no)).toContain(old.no);

      await house.board('delete', 'test', String(old.no));
      await until(
        'it has left the archive',
        async () => !(await visitor(1).text('/test/archive')).includes(`Old times ${script}`),
      );
      expect((await visitor().fetch(`/test/thread/${old.thread}`)).status).toBe(410);
    },
  );
});
