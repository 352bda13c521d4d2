import type { ServerResponse } from 'node:http';
import { until } from '@board/testing';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Stage } from './browser.ts';

const article = (no: number, text: string): string =>
  `<article class="post" id="p${no}" data-no="${no}"><div class="text"><p>${text}</p></div></article>`;
const state = (replies: number): string => `<div id="thread-state"><p>${replies} replies</p></div>`;

describe('a live thread', () => {
  let stage: Stage;
  let page: Page;
  let stream: ServerResponse | undefined;
  /** The addresses and last ids with which the stream was asked for. */
  const asked: { since: string | null; lastId: string | undefined }[] = [];

  function tell(event: string, data: string, id = 'k3v9x2ab.4'): void {
    stream?.write(`id: ${id}\nevent: ${event}\ndata: ${data}\n\n`);
  }
  const numbers = () =>
    page
      .locator('#posts > article')
      .evaluateAll((all) => all.map((one) => Number((one as HTMLElement).dataset['no'])));
  const connected = (times: number) =>
    until(`the stream was asked for ${times} times`, () => asked.length >= times && stream);

  beforeAll(async () => {
    stage = await Stage.open();
  });
  beforeEach(async () => {
    asked.length = 0;
    stream = undefined;
    stage.answers.set('GET /b/thread/100/live', (request, response) => {
      const address = new URL(request.url ?? '', 'http://board');
      const lastId = request.headers['last-event-id'];
      asked.push({
        since: address.searchParams.get('since'),
        lastId: typeof lastId === 'string' ? lastId : undefined,
      });
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.write(': hello\n\n');
      stream = response;
    });
    page = await stage.visit('/b/thread/100');
    await connected(1);
  });
  afterEach(async () => {
    await page.context().close();
    stage.answers.clear();
    expect(stage.complaints.splice(0)).toEqual([]);
  });
  afterAll(() => stage?.close());

  it('follows from the version of the page', () => {
    expect(asked[0]?.since).toBe('k3v9x2ab.3');
  });

  it('puts new posts in the order of their numbers, and renews its counters', async () => {
    tell('posts', state(4) + article(104, 'later') + article(103, 'sooner'));
    await page.locator('#p103').waitFor();

    expect(await numbers()).toEqual([100, 101, 102, 103, 104]);
    expect(await page.locator('#thread-state').textContent()).toBe('4 replies');
  });

  it('replaces a post that changed and takes away one that is gone', async () => {
    tell('posts', `${article(101, 'changed')}<article id="p102" data-no="102" data-gone></article>`);
    await page.getByText('changed').waitFor();

    expect(await numbers()).toEqual([100, 101]);
  });

  it('applies the same news twice without a difference', async () => {
    for (const text of ['once', 'twice']) tell('posts', article(103, text));
    await page.getByText('twice').waitFor();

    expect(await numbers()).toEqual([100, 101, 102, 103]);
  });

  it('keeps a picture open when its post changes', async () => {
    await page.locator('#p100 a.thumb').click();
    const inside = await page.locator('#p100').innerHTML();
    const changed = inside
      .replace(/<img class="full"[^>]*>/, '')
      .replace('file open', 'file')
      .replaceAll('\n', '');
    tell(
      'posts',
      `<article class="post op" id="p100" data-no="100">${changed}<footer>a backlink</footer></article>`,
    );
    await page.getByText('a backlink').waitFor();

    expect(await page.locator('#p100 .full').count()).toBe(1);
  });

  it('shows an opened picture no longer when its file has gone', async () => {
    await page.locator('#p102 a.thumb').first().click();
    const [left = ''] = /<figure[^]*?<\/figure>/.exec(await page.locator('#p102').innerHTML()) ?? [];
    const files = left
      .replace(/<img class="full"[^>]*>/, '')
      .replace('file open', 'file')
      .replaceAll('\n', '');
    tell(
      'posts',
      `<article class="post" id="p102" data-no="102"><div class="files">${files}</div><p>one left</p></article>`,
    );
    await page.getByText('one left').waitFor();

    expect(await page.locator('#p102 .full').count()).toBe(0);
    expect(await page.locator('#p102 figure').count()).toBe(1);
  });

  it('goes on from the last news after the stream broke', async () => {
    tell('posts', article(103, 'before'), 'k3v9x2ab.7');
    await page.locator('#p103').waitFor();
    stream?.destroy();
    await connected(2);
    tell('posts', article(104, 'after'), 'k3v9x2ab.8');
    await page.locator('#p104').waitFor();

    expect(asked[1]?.lastId ?? asked[1]?.since).toBe('k3v9x2ab.7');
  });

  it('says that a thread is gone and asks no more', async () => {
    tell('gone', '');
    await page.getByText('This thread was deleted.').waitFor();
    stream?.destroy();

    expect(await page.getByText('Reconnecting').count()).toBe(0);
    expect(await numbers()).toEqual([]);
    expect(await page.locator('form#post-form').count()).toBe(0);
    expect(asked).toHaveLength(1);
  });

  it('polls where streams are refused, from the last version on', async () => {
    const polls: (string | null)[] = [];
    const html = article(105, 'polled');
    const pages = stage.answers;
    pages.set('GET /b/thread/100', (request, response) => {
      polls.push(new URL(request.url ?? '', 'http://board').searchParams.get('since'));
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ id: 'k3v9x2ab.9', event: 'posts', html }));
    });
    await page.clock.install();
    tell('poll', '');
    await until('it polled again', async () => {
      await page.clock.fastForward(6_500);
      return polls.length >= 2;
    });
    await page.locator('#p105').waitFor();

    expect(polls.slice(0, 2)).toEqual(['k3v9x2ab.4', 'k3v9x2ab.9']);
  });

  it('gives its stream back in a tab that nobody sees, asks now and then, and follows again when it is seen', async () => {
    const show = (hidden: boolean) =>
      page.evaluate((value) => {
        Object.defineProperty(document, 'hidden', { value, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, hidden);
    stage.answers.set('GET /b/thread/100', (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ id: 'k3v9x2ab.9', event: 'posts', html: article(105, 'meanwhile') }));
    });
    await page.clock.install();
    await show(true);
    await page.clock.fastForward(10_000);
    await until('the stream is given back', () => stream?.closed);
    expect(await numbers()).toEqual([100, 101, 102]);

    await page.clock.fastForward(80_000);
    await page.locator('#p105').waitFor();
    expect(asked).toHaveLength(1);

    await show(false);
    await page.clock.fastForward(1);
    await connected(2);
    expect(asked[1]?.since).toBe('k3v9x2ab.9');
  });

  it('reloads when the board was renewed', async () => {
    await page.clock.install();
    tell('reload', '');
    await until('the stream was asked for again', async () => {
      await page.clock.fastForward(10_000);
      return asked.length >= 2;
    });

    expect(asked[1]?.since).toBe('k3v9x2ab.3');
  });
});
