import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Stage } from './browser.ts';
import { aPhoto, aVideo } from './views.ts';

const SIZES = [
  { name: 'a phone', width: 390, height: 844 },
  { name: 'a desk', width: 1280, height: 900 },
];

describe.each(SIZES)('on $name', ({ width, height }) => {
  let stage: Stage;
  let page: Page;

  beforeAll(async () => {
    stage = await Stage.open();
    // Pictures are asked for and never come.
    for (const { name, thumb } of [aPhoto(), aVideo()]) {
      stage.answers.set(`GET /media/${name}`, () => undefined);
      stage.answers.set(`GET /media/${thumb.name}`, () => undefined);
    }
    stage.answers.set('GET /b/thread/100/live', (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write(': hello\n\n');
    });
  });
  afterEach(async () => {
    await page.context().close();
    expect(stage.complaints.splice(0)).toEqual([]);
  });
  afterAll(() => stage?.close());

  const visit = async (path: string) => {
    page = await stage.visit(path, { width, height });
  };
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

  it.each(['/', '/b/', '/b/catalog', '/b/thread/100', '/b/thread/100/last', '/refused'])(
    '%s is no wider than the screen',
    async (path) => {
      await visit(path);

      expect(await overflow()).toBeLessThanOrEqual(0);
    },
  );

  it.each(['<nav class="boards"', '<select', '<form class="langs"', '<main'])(
    'stands still when what begins with %s is read after the rest was seen',
    async (mark) => {
      const html = stage.pages.get('/b/') ?? '';
      const seen = Promise.withResolvers<void>();
      stage.answers.set('GET /half', (_request, response) => {
        response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
        response.write(html.slice(0, html.indexOf(mark)));
        void seen.promise.then(() => response.end(html.slice(html.indexOf(mark))));
      });
      await visit('/');
      await page.addInitScript(() => {
        const moved: string[] = [];
        new PerformanceObserver((list) => {
          for (const { sources } of list.getEntries() as (PerformanceEntry & { sources: { node: Node }[] })[])
            moved.push(...sources.map(({ node }) => node.parentElement?.outerHTML ?? ''));
        }).observe({ type: 'layout-shift', buffered: true });
        Object.assign(globalThis, { moved });
      });
      await page.goto(new URL('/half', page.url()).href, { waitUntil: 'commit' });
      await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0);
      seen.resolve();
      await page.waitForLoadState('load');
      await page.evaluate(
        () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
      );

      expect(await page.evaluate(() => (globalThis as unknown as { moved: string[] }).moved)).toEqual([]);
    },
  );

  it('keeps room for pictures that have not come yet', async () => {
    await visit('/b/thread/100');
    const boxes = await page.locator('.thumb img').evaluateAll((all) =>
      all.map((one) => {
        const image = one as HTMLImageElement;
        const box = image.getBoundingClientRect();
        const [w, h] = ['width', 'height'].map((name) => Number(image.getAttribute(name))) as [
          number,
          number,
        ];
        return {
          width: box.width,
          expected: Math.min(w, innerWidth * 0.42),
          ratio: box.width / box.height,
          of: w / h,
        };
      }),
    );

    expect(boxes).toHaveLength(3);
    for (const box of boxes) {
      expect(box.width).toBeCloseTo(box.expected, 0);
      expect(box.ratio).toBeCloseTo(box.of, 1);
    }
  });

  it('opens a picture in the size it will have, and folds it again', async () => {
    await visit('/b/thread/100');
    await page.locator('#p100 .thumb').click();
    const box = await page.locator('#p100 .full').boundingBox();

    expect((box?.width ?? 0) / (box?.height ?? 1)).toBeCloseTo(4 / 3, 1);
    expect(box?.width).toBeGreaterThan(width === 390 ? 300 : 700);
    expect(box?.height).toBeLessThanOrEqual(height);
    expect(await overflow()).toBeLessThanOrEqual(0);

    await page.locator('#p100 .thumb').click();
    expect(await page.locator('#p100 .full').count()).toBe(0);
  });

  it('plays a video in its place', async () => {
    await visit('/b/thread/100');
    await page.locator('#p102 .video .thumb').click();
    const video = page.locator('#p102 video.full');

    expect(await video.getAttribute('src')).toMatch(/\.webm$/);
    await page.getByRole('button', { name: 'Fold' }).click();
    expect(await page.locator('video').count()).toBe(0);
  });
});
