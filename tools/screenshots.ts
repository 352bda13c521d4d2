/** `node tools/screenshots.ts <address>`: takes the pictures of docs/screenshots from a board that runs, best after `npm run demo -- 1000`. */
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { ROOT } from './local/settings.ts';
import { findChromium } from './servers/index.ts';

const FOLDER = join(ROOT, 'docs/screenshots');
const DESK = { viewport: { width: 1280, height: 860 } };
const PHONE = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 1.5,
  isMobile: true,
  hasTouch: true,
};

const VIEWS = [
  { name: 'desk', context: { ...DESK, colorScheme: 'light', locale: 'en-GB' } },
  { name: 'desk-night', context: { ...DESK, colorScheme: 'dark', locale: 'ru-RU' } },
  { name: 'phone', context: { ...PHONE, colorScheme: 'light', locale: 'ru-RU' } },
  { name: 'phone-night', context: { ...PHONE, colorScheme: 'dark', locale: 'en-GB' } },
] as const;

const [address] = process.argv.slice(2);
if (!address) throw new Error('Where does the board run? node tools/screenshots.ts http://127.0.0.1:8080');
const browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox'] });
try {
  const pages = { home: '/', board: '/b/', catalog: '/b/catalog', thread: await mostShown(browser, address) };
  for (const { name, context } of VIEWS) {
    const reader = await browser.newContext({ ...context, baseURL: address });
    for (const [page, path] of Object.entries(pages)) {
      const tab = await reader.newPage();
      await tab.goto(path, { waitUntil: 'load' });
      await tab.screenshot({ path: join(FOLDER, `${page}-${name}.png`) });
      await tab.close();
    }
    await reader.close();
  }
} finally {
  await browser.close();
}

/** The path of the thread with the most files. */
async function mostShown(by: Browser, baseURL: string): Promise<string> {
  const tab = await by.newPage({ baseURL });
  await tab.goto('/b/catalog?sort=files');
  const path = await tab.locator('.entry h2 a').first().getAttribute('href');
  await tab.close();
  if (path === null) throw new Error('There are no threads on /b/: npm run demo -- 1000');
  return path;
}

function chromiumPath(): string {
  const path = findChromium();
  if (path === undefined) throw new Error('No Chromium was found on PATH; set CHROMIUM to its path');
  return path;
}
