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
  night?: boolean;
  /** Words of console errors that belong to what the test does, such as the status of a refusal. */
  expected?: RegExp;
}

/** A browser, and everybody who reads with it. */
export class Readers {
  private readonly browser: Browser;
  private readonly here: Reader[] = [];

  private constructor(browser: Browser) {
    this.browser = browser;
  }

  static async gather(): Promise<Readers> {
    return new Readers(
      await chromium.launch({
        executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
        args: ['--no-sandbox', '--disable-dev-shm-usage'],
      }),
    );
  }

  /** Somebody new, of their own address. */
  async one(gateway: string, options: ReaderOptions = {}): Promise<Reader> {
    const reader = await newReader(this.browser, gateway, options);
    this.here.push(reader);
    return reader;
  }

  /** Has everybody leave, and gives what they had to complain of. */
  async leave(): Promise<string[]> {
    const leaving = this.here.splice(0);
    await Promise.all(leaving.map(({ context }) => context.close()));
    return leaving.flatMap(({ problems }) => problems);
  }

  end(): Promise<void> {
    return this.browser.close();
  }
}

/** A person of their own address with a browser profile of their own, whose every complaint is noted. */
async function newReader(browser: Browser, gateway: string, options: ReaderOptions = {}): Promise<Reader> {
  const context = await browser.newContext({
    baseURL: gateway,
    locale: options.lang === 'ru' ? 'ru-RU' : 'en-GB',
    javaScriptEnabled: options.script ?? true,
    viewport: options.phone ? { width: 360, height: 740 } : { width: 1280, height: 900 },
    deviceScaleFactor: options.phone ? 2 : 1,
    colorScheme: options.night ? 'dark' : 'light',
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

interface Shift extends PerformanceEntry {
  value: number;
  sources: { node: Node | null }[];
}

/** What of the page moved by itself since it was opened: Chromium's layout shifts, each with its score and elements. */
export function layoutShifts(page: Page): Promise<string[]> {
  return page.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        new PerformanceObserver((list) => {
          const shifts = list.getEntries() as Shift[];
          resolve(
            shifts.map(({ value, sources }) =>
              [value, ...sources.map(({ node }) => node?.parentElement?.outerHTML.slice(0, 200))].join(' '),
            ),
          );
        }).observe({ type: 'layout-shift', buffered: true });
        requestAnimationFrame(() => requestAnimationFrame(() => resolve([])));
      }),
  );
}

/** Whether something is wider than the window. */
export function overflows(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
}
