import type { ServerResponse } from 'node:http';
import { until } from '@board/testing';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Stage } from './browser.ts';

const article = (no: number, text: string): string =>
  `<article class="post" id="p${no}" data-no="${no}"><header class="meta"><a class="no" href="#p${no}">№${no}</a> ` +
  `</header><div class="text"><p>${text}</p></div></article>`;

let stage: Stage;
let page: Page;
let stream: ServerResponse | undefined;
const tell = (html: string) => stream?.write(`id: k3v9x2ab.4\nevent: posts\ndata: ${html}\n\n`);

async function visit(path: string, viewport = { width: 1280, height: 900 }): Promise<void> {
  stream = undefined;
  stage.answers.set('GET /b/thread/100/live', (_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write(': hello\n\n');
    stream = response;
  });
  page = await stage.visit(path, viewport);
}

beforeAll(async () => {
  stage = await Stage.open();
});
afterEach(async () => {
  await page.context().close();
  stage.answers.clear();
  expect(stage.complaints.splice(0)).toEqual([]);
});
afterAll(() => stage?.close());

describe('new posts', () => {
  const open = async () => {
    // So low that what comes is out of sight.
    await visit('/b/thread/100', { width: 1280, height: 300 });
    await until('the stream is open', () => stream);
  };
  const pill = () => page.getByRole('button', { name: /New posts below/ });

  it('are counted in the title, and told of, until they are on the screen', async () => {
    await open();
    const title = await page.title();
    tell(article(103, 'one') + article(104, 'two') + article(105, 'three'));
    await pill().waitFor();
    expect(await page.title()).toBe(`(3) ${title}`);
    expect(await pill().textContent()).toBe('New posts below: 3 ↓');

    await pill().click();
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('p103');
    await page.locator('#p105').scrollIntoViewIfNeeded();
    await expect.poll(() => page.title()).toBe(title);
    expect(await pill().isVisible()).toBe(false);
  });

  it('are not counted any more when they are deleted, nor twice when they change', async () => {
    await open();
    const title = await page.title();
    tell(article(103, 'one') + article(104, 'two'));
    await expect.poll(() => page.title()).toBe(`(2) ${title}`);
    tell(`${article(103, 'changed')}<article id="p104" data-no="104" data-gone></article>`);
    await expect.poll(() => page.title()).toBe(`(1) ${title}`);
  });

  it('before the end of a thread are not put on the page of its end', async () => {
    await visit('/b/thread/100/last', { width: 1280, height: 300 });
    await until('the stream is open', () => stream);
    await page.locator('#p101').evaluate((first) => first.remove());
    tell(article(101, 'long before') + article(103, 'now'));
    await page.getByText('now').waitFor();

    expect(await page.getByText('long before').count()).toBe(1);
    tell(article(99, 'before the beginning') + article(104, 'later'));
    await page.getByText('later').waitFor();
    expect(await page.getByText('before the beginning').count()).toBe(0);
  });
});

describe('own posts', () => {
  it('are marked, and so are cites of them, from then on', async () => {
    await visit('/b/thread/100');
    await until('the stream is open', () => stream);
    stage.answers.set('POST /b/thread/100/post', (request, response) => {
      request.resume().on('end', () => {
        response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
        response.end(
          '<form id="post-form" action="/b/thread/100/post" data-hx-post="/b/thread/100/post" data-posted="103">' +
            '<h2>Reply</h2><input name="subject"><textarea name="text"></textarea><input name="password"></form>',
        );
      });
    });
    await page.getByLabel('Text').fill('mine');
    await page.getByRole('button', { name: 'Send the reply' }).click();
    await page.locator('form[data-posted]').waitFor();
    tell(
      article(103, 'mine') +
        article(104, 'theirs: <a class="cite" href="#p103">&gt;&gt;103</a>') +
        article(105, 'another'),
    );
    await page.locator('#p105').waitFor();

    expect(await page.locator('#p103 .meta').textContent()).toContain('(You)');
    expect(await page.locator('#p104 .text').textContent()).toBe('theirs: >>103 (You)');
    expect(await page.locator('.answer').evaluateAll((all) => all.map(({ id }) => id))).toEqual(['p104']);
    expect(await page.locator('.own').evaluateAll((all) => all.map(({ id }) => id))).toEqual(['p103']);
  });

  it('that began a thread are known on its page', async () => {
    await visit('/b/');
    stage.answers.set('POST /b/post', (request, response) => {
      request
        .resume()
        .on('end', () => response.writeHead(200, { 'HX-Redirect': '/b/thread/100#p100' }).end());
    });
    await page.getByText('Start a thread').click();
    await page.getByLabel('Text').fill('a thread of mine');
    await page.getByRole('button', { name: 'Start the thread' }).click();
    await page.waitForURL(/thread\/100#p100$/);

    await page.locator('#p100.own').waitFor();
    expect(await page.locator('#p101.answer').count()).toBe(1);
  });
});

describe('threads that were hidden', () => {
  it.each([
    ['on a board page', '/b/', '.preview'],
    ['in the catalog', '/b/catalog', '.entry'],
  ])('%s are one line, that brings them back', async (_where, path, thread) => {
    await visit(path);
    const first = page.locator(thread).first();
    const article = first.locator('article').first();
    await first.getByRole('button', { name: 'Hide' }).click();
    expect(await article.isVisible()).toBe(false);
    await page.reload();
    expect(await article.isVisible()).toBe(false);
    expect(await first.locator('.undo').innerText()).toMatch(/^Hidden: thread No. 100/);
    expect(await page.locator(thread).nth(1).locator('article').first().isVisible()).toBe(true);

    await first.getByRole('button', { name: 'Show' }).click();
    expect(await article.isVisible()).toBe(true);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Hide');
    await page.reload();
    expect(await article.isVisible()).toBe(true);
  });
});

describe('the catalog', () => {
  it('shows only the cards that have the words typed', async () => {
    await visit('/b/catalog');
    const shown = () => page.locator('.entry:visible').count();
    expect(await shown()).toBe(2);
    await page.getByLabel('Show only with the words').fill('NO. 300 post');
    expect(await shown()).toBe(1);
    expect(await page.locator('#catalog-found').textContent()).toBe('1 / 2');
    await page.getByLabel('Show only with the words').fill('hide');
    expect(await shown()).toBe(0);
    await page.getByLabel('Show only with the words').fill('');
    expect(await shown()).toBe(2);
  });
});

describe('times', () => {
  const at = (ms: number) => new Date(Date.now() - ms).toISOString();

  it('say how long ago something was, go on by themselves, and have the exact time behind them', async () => {
    await visit('/b/thread/100');
    await until('the stream is open', () => stream);
    await page.clock.install();
    stream = undefined;
    await page.reload();
    await until('the stream is open', () => stream);
    const time = (id: string, ms: number) => `<p><time id="${id}" datetime="${at(ms)}">then</time></p>`;
    tell(
      article(
        103,
        time('now', 1_000) + time('minutes', 300_500) + time('hours', 7_300_000) + time('ahead', -60_000),
      ),
    );
    await page.locator('#ahead').waitFor({ state: 'attached' });
    const said = () =>
      Promise.all(['now', 'minutes', 'hours', 'ahead'].map((id) => page.locator(`#${id}`).innerText()));
    expect(await said()).toEqual(['now', '5 min ago', '2 hr ago', 'now']);
    await page.clock.fastForward(120_000);
    expect((await said()).slice(0, 2)).toEqual(['2 min ago', '7 min ago']);
    expect(await page.locator('#p100 time').getAttribute('title')).toMatch(/^Monday,? 23 November 2026/);
    expect(await page.locator('#p100 time').innerText()).toMatch(/23 Nov 2026/);
  });
});

describe('the quick reply', () => {
  const place = () => page.locator('#reply');
  const quote = () => page.locator('#p100 .no').click();

  it('floats where the form is out of sight, is moved by its heading, and goes back with its text', async () => {
    await visit('/b/thread/100', { width: 1000, height: 420 });
    await quote();
    await page.locator('#reply.floating').waitFor();
    const before = await place().boundingBox();
    const heading = await place().locator('h2').boundingBox();
    await page.mouse.move((heading?.x ?? 0) + 20, (heading?.y ?? 0) + 8);
    await page.mouse.down();
    await page.mouse.move((heading?.x ?? 0) - 180, (heading?.y ?? 0) - 12, { steps: 3 });
    await page.mouse.up();
    const after = await place().boundingBox();
    expect((before?.x ?? 0) - (after?.x ?? 0)).toBeCloseTo(200, 0);
    expect((before?.y ?? 0) - (after?.y ?? 0)).toBeCloseTo(20, 0);

    await page.keyboard.type('kept');
    await page.keyboard.press('Escape');
    expect(await page.locator('.floating').count()).toBe(0);
    expect(await page.getByLabel('Text').inputValue()).toBe('>>100\nkept');
  });

  it('is never moved out of the window', async () => {
    await visit('/b/thread/100', { width: 1000, height: 420 });
    await quote();
    const heading = await place().locator('h2').boundingBox();
    await page.mouse.move((heading?.x ?? 0) + 20, (heading?.y ?? 0) + 8);
    await page.mouse.down();
    await page.mouse.move(-500, -500, { steps: 3 });
    await page.mouse.up();

    expect(await place().boundingBox()).toMatchObject({ x: 0, y: 0 });
  });

  it('is a sheet at the bottom of a phone', async () => {
    await visit('/b/thread/100', { width: 390, height: 500 });
    await quote();
    const box = await place().boundingBox();

    expect([box?.x, box?.width]).toEqual([0, 390]);
    expect(Math.round((box?.y ?? 0) + (box?.height ?? 0))).toBe(500);
  });
});
