import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Stage } from './browser.ts';

const NIGHT = 'rgb(18, 20, 24)';
const DAY = 'rgb(241, 239, 233)';

describe('the colours of a page', () => {
  let stage: Stage;
  let page: Page;

  beforeAll(async () => {
    stage = await Stage.open();
  });
  afterEach(async () => {
    await page.context().close();
    stage.answers.clear();
    expect(stage.complaints.splice(0)).toEqual([]);
  });
  afterAll(() => stage?.close());

  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const shownThemeColor = () =>
    page
      .locator('meta[name="theme-color"]')
      .evaluateAll((all) =>
        all
          .filter((one) => matchMedia((one as HTMLMetaElement).media).matches)
          .map((one) => (one as HTMLElement).dataset['theme']),
      );

  it('are those of the system, until others are chosen, and then stay chosen', async () => {
    page = await stage.visit('/');
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await paper()).toBe(NIGHT);
    await page.emulateMedia({ colorScheme: 'light' });
    expect([await paper(), await shownThemeColor()]).toEqual([DAY, ['light']]);

    await page.getByLabel('Colours').selectOption('dark');
    expect([await paper(), await shownThemeColor()]).toEqual([NIGHT, ['dark']]);
    await page.reload();
    expect(await paper()).toBe(NIGHT);
    expect(await page.getByLabel('Colours').inputValue()).toBe('dark');

    await page.getByLabel('Colours').selectOption('');
    expect([await paper(), await shownThemeColor()]).toEqual([DAY, ['light']]);
  });

  it('are the chosen ones before anything is painted, whatever becomes of the other script', async () => {
    page = await stage.visit('/');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.getByLabel('Colours').selectOption('dark');
    await page.route('**/board.js', () => undefined);
    await page.reload({ waitUntil: 'commit' });
    await page.locator('h1').first().waitFor();

    expect(await paper()).toBe(NIGHT);
  });

  it('follow a choice made in another tab', async () => {
    page = await stage.visit('/');
    await page.emulateMedia({ colorScheme: 'light' });
    const other = await page.context().newPage();
    await other.goto(page.url());
    await other.getByLabel('Colours').selectOption('dark');

    await expect.poll(paper).toBe(NIGHT);
    expect(await page.getByLabel('Colours').inputValue()).toBe('dark');
  });

  it('are those of the system without a script, with nothing to choose', async () => {
    page = await stage.visit('/', { script: false });
    await page.emulateMedia({ colorScheme: 'dark' });

    expect(await paper()).toBe(NIGHT);
    expect(await page.getByLabel('Colours').isVisible()).toBe(false);
  });
});
