import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startHouse } from '@board/testing';
import { launchBrowser } from '../e2e/browser.ts';
import { converse } from './content.ts';

// Takes the pictures for the README out of a running house: `node test/screenshots/take.ts [folder]`.
const folder = process.argv[2] ?? join(import.meta.dirname, '../../docs/screenshots');
const SIZES = {
  desk: { width: 1280, height: 860 },
  phone: { width: 390, height: 800 },
};

const [house, browser] = await Promise.all([
  startHouse({ env: { posts: { FLOOD_REPLY_MS: '1', FLOOD_THREAD_MS: '1' } } }),
  launchBrowser(),
]);
try {
  const walk = await converse(house);
  const pages = { home: '/', board: '/b/', thread: `/b/thread/${walk.thread}` };
  await mkdir(folder, { recursive: true });
  for (const [size, viewport] of Object.entries(SIZES)) {
    const phone = size === 'phone';
    const context = await browser.newContext({
      viewport,
      isMobile: phone,
      locale: 'en-GB',
      deviceScaleFactor: phone ? 2 : 1,
    });
    const page = await context.newPage();
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(house.url() + path, { waitUntil: 'load' });
      const file = join(folder, `${name}-${size}.png`);
      await page.screenshot({ path: file });
      console.log(file);
    }
    await context.close();
  }
} finally {
  await browser.close();
  await house.stop();
}
