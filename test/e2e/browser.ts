import { newAddress } from '@board/testing';
import { type Browser, type BrowserContext, chromium, type ConsoleMessage, type Page } from 'playwright-core';

export interface Reader {
  page: Page;
  context: BrowserContext;
  /** What went wrong in the page: errors of scripts, of the console, of the content policy. Empty when all is well. */
  problems: string[];
}

export interface ReaderOptions {
  lang?: 'en' | 'ru';
  script?: boolean;
  phone?: boolean;
  /** Words of console errors that belong to what the test does, such as the status of a refusal. */
  expected?: RegExp;
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
}

/** A person of their own address with a browser profile of their own, whose every complaint is noted. */
export async function newReader(
  browser: Browser,
  gateway: string,
  options: ReaderOptions = {},
): Promise<Reader> {
  const context = await browser.newContext({
    baseURL: gateway,
    locale: options.lang === 'ru' ? 'ru-RU' : 'en-GB',
    javaScriptEnabled: options.script ?? true,
    viewport: options.phone ? { width: 360, height: 740 } : { width: 1280, height: 900 },
    isMobile: options.phone ?? false,
    hasTouch: options.phone ?? false,
    extraHTTPHeaders: { 'x-forwarded-for': newAddress() },
  });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const problems: string[] = [];
  const note = (problem: string): void => {
    if (!options.expected?.test(problem)) problems.push(problem);
  };
  page.on('console', (message: ConsoleMessage) => {
    if (['error', 'warning'].includes(message.type())) note(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error: Error) => note(String(error)));
  return { page, context, problems };
}

/** How much of the page moved by itself since it was opened, as Chromium's layout shift score. */
export function layoutShift(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => {
          const scores = list.getEntries().map((entry) => (entry as unknown as { value: number }).value);
          resolve(scores.reduce((sum, score) => sum + score, 0));
        }).observe({ type: 'layout-shift', buffered: true });
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(0)));
      }),
  );
}

/** Whether something is wider than the window. */
export function overflows(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
}
