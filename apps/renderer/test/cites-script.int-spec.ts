import type { ServerResponse } from 'node:http';
import { until } from '@board/testing';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Stage } from './browser.ts';

const article = (no: number, inside: string): string =>
  `<article class="post" id="p${no}" data-no="${no}"><header class="meta"><a class="no" href="#p${no}">№${no}</a> ` +
  `<time datetime="2026-11-23T12:05:00.000Z">then</time></header><div class="text"><p>${inside}</p></div></article>`;
const cite = (no: number, path = ''): string => `<a class="cite" href="${path}#p${no}">&gt;&gt;${no}</a>`;

describe('cites', () => {
  let stage: Stage;
  let page: Page;
  let stream: ServerResponse | undefined;
  let asked = 0;
  const tell = (html: string) => stream?.write(`id: k3v9x2ab.4\nevent: posts\ndata: ${html}\n\n`);
  const preview = () => page.locator('.preview-box');
  const beneath = () => page.locator('.inlined');

  beforeAll(async () => {
    stage = await Stage.open();
  });
  beforeEach(async () => {
    asked = 0;
    stream = undefined;
    stage.answers.set('GET /b/thread/100/live', (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write(': hello\n\n');
      stream = response;
    });
    stage.answers.set('GET /b/thread/40', (_request, response) => {
      asked += 1;
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
      response.end(`<!DOCTYPE html><main>${article(41, `from another thread ${cite(40)}`)}</main>`);
    });
    page = await stage.visit('/b/thread/100');
    await until('the stream is open', () => stream);
    await page.evaluate(() => scrollTo(0, 0));
    tell(
      article(103, `${cite(101)} here, ${cite(41, '/b/thread/40')} there, ${cite(7, '/b/thread/6')} nowhere`),
    );
    await page.locator('#p103').waitFor();
    await page.mouse.move(1, 1);
  });
  afterEach(async () => {
    await page.context().close();
    stage.answers.clear();
    expect(stage.complaints.splice(0)).toEqual([]);
  });
  afterAll(() => stage?.close());

  const link = (no: number) => page.locator(`#p103 a.cite[href$="#p${no}"]`).first();

  it('show their post to a pointer that rests on them, and no longer', async () => {
    await link(101).hover();
    await preview().waitFor();

    expect(await preview().locator('article').getAttribute('data-no')).toBe('101');
    expect(await page.locator('[id="p101"]').count()).toBe(1);
    await page.mouse.move(1, 1);
    await expect.poll(() => preview().count()).toBe(0);
  });

  it('show a post of another thread, asked for once, and its own cites in turn', async () => {
    await link(41).hover();
    await preview().getByText('from another thread').waitFor();
    await page.mouse.move(1, 1);
    await expect.poll(() => preview().count()).toBe(0);
    await link(41).hover();
    await preview().getByText('from another thread').waitFor();

    expect(asked).toBe(1);
    expect(await preview().locator('time').getAttribute('title')).toMatch(/2026/);
  });

  it('show their post to the keyboard, until Escape', async () => {
    await page.locator('#p103 .no').focus();
    await page.keyboard.press('Tab');
    await preview().waitFor();

    expect(await link(101).getAttribute('aria-describedby')).toBe(await preview().getAttribute('id'));
    await page.keyboard.press('Escape');
    expect(await preview().count()).toBe(0);
  });

  it('show a preview within a preview, each going with what it was opened from', async () => {
    await link(101).hover();
    await preview().waitFor();
    await preview().locator('a.cite').first().hover();
    await expect.poll(() => preview().count()).toBe(2);

    expect(await preview().nth(1).locator('article').getAttribute('data-no')).toBe('100');
    await page.mouse.move(1, 1);
    await expect.poll(() => preview().count()).toBe(0);
  });

  it('open their post beneath them at a click, and fold it at the next', async () => {
    await link(101).click();
    await beneath().waitFor();

    expect(await beneath().locator('article').getAttribute('data-no')).toBe('101');
    expect(await link(101).getAttribute('aria-expanded')).toBe('true');
    expect(new URL(page.url()).hash).toBe('');
    await link(101).click();
    expect(await beneath().count()).toBe(0);
    expect(await link(101).getAttribute('aria-expanded')).toBe('false');
  });

  it('stay open when their post changes', async () => {
    await link(101).click();
    await beneath().waitFor();
    tell(`${article(103, `${cite(101)} changed`)}`);
    await page.getByText('changed').waitFor();

    await beneath().waitFor();
    expect(await page.locator('#p103 .inlined article').getAttribute('data-no')).toBe('101');
  });

  it('lead where they lead with a key held, and where there is nothing to show', async () => {
    const [opened] = await Promise.all([
      page.context().waitForEvent('page'),
      link(101).click({ modifiers: ['ControlOrMeta'] }),
    ]);
    await opened.waitForURL(/#p101$/);
    expect(await beneath().count()).toBe(0);
    stage.answers.set('GET /b/thread/6', (_request, response) => {
      response.writeHead(404, { 'Content-Type': 'text/html' }).end('Nothing here');
    });
    await link(7).click();
    await page.getByText('Nothing here').waitFor();
    expect(page.url()).toMatch(/\/b\/thread\/6#p7$/);
  });
});
