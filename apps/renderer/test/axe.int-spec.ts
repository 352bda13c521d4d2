import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Lang } from '@board/contracts';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Stage } from './browser.ts';
import { everyPage } from './drawn.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 900 };
/** Each page is seen by day and by night, and on a phone and a desk; the other way round in the other language. */
const VIEWS = {
  en: [
    { size: PHONE, colorScheme: 'dark' },
    { size: DESK, colorScheme: 'light' },
  ],
  ru: [
    { size: PHONE, colorScheme: 'light' },
    { size: DESK, colorScheme: 'dark' },
  ],
} as const;
/** Each kind of page, in the state that has the most on it. */
const KINDS = [
  'home',
  'board',
  'archive',
  'catalog',
  'thread',
  'end of a thread',
  'locked thread',
  'refused form',
  'posted form',
  'not found',
];

/** What the checker finds wrong on a page as it is now: the rule, and the element that breaks it. */
async function violations(page: Page): Promise<string[]> {
  const found = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html} ${node.any.map(({ message }) => message).join(' ')}`),
  );
}

/** Looks at a page as it is now in each of the views of its language. */
async function expectUsable(page: Page, lang: Lang): Promise<void> {
  for (const { size, colorScheme } of VIEWS[lang]) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme });
    expect(await violations(page), `${size.width} px, ${colorScheme}`).toEqual([]);
  }
}

describe.each(Lang.options)('in %s', (lang) => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.open(lang);
  });
  afterAll(() => stage?.close());

  it.each(KINDS)(
    '%s can be used by everyone, by day and by night, on a phone and on a desk',
    async (kind) => {
      stage.pages.set('/seen', everyPage(lang)[kind] ?? '');
      const page = await stage.visit('/seen');
      await page.evaluate(AXE);
      await expectUsable(page, lang);
      await page.context().close();
    },
  );

  it.each(['board', 'thread'])('the opened form for taking a post back on a %s can be, too', async (kind) => {
    stage.pages.set('/seen', everyPage(lang)[kind] ?? '');
    const page = await stage.visit('/seen');
    await page.evaluate(AXE);
    await page.locator('#withdraw > summary').click();
    await page.locator('#withdraw-password').waitFor();
    await expectUsable(page, lang);
    await page.context().close();
  });

  it('what scripts add can be used by everyone too', async () => {
    const page = await stage.visit('/b/thread/100');
    await page.evaluate(AXE);
    await page.locator('#p101 .text a.cite').first().click();
    await page.locator('#p101 .no').first().click();
    await page.locator('#p100 .backlinks a.cite').first().hover();
    await page.locator('.preview-box').waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violations(page), colorScheme).toEqual([]);
    }
    await page.context().close();
  });
});

describe('from the keyboard', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.open();
  });
  afterAll(() => stage?.close());

  it('the first stop leads past the header, and every stop can be seen', async () => {
    const page = await stage.visit('/b/thread/100');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('skip');
    const box = await page.locator('.skip').boundingBox();
    expect(box?.x).toBeGreaterThanOrEqual(0);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('main') !== null)).toBe(true);
    for (let stop = 0; stop < 30; stop += 1) {
      const outline = await page.evaluate(() => {
        const at = document.activeElement as HTMLElement;
        const { outlineStyle, outlineWidth } = getComputedStyle(at);
        return { what: at.outerHTML.slice(0, 80), shown: outlineStyle !== 'none' && outlineWidth !== '0px' };
      });
      expect(outline).toMatchObject({ shown: true });
      await page.keyboard.press('Tab');
      if (await page.evaluate(() => document.activeElement === document.body)) break;
    }
  });
});
