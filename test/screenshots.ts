import { join } from 'node:path';
import { startHouse } from '@board/testing';
import { fill } from '../tools/demo/fill.ts';
import { Readers } from './e2e/browser.ts';

// Takes the pictures of docs/screenshots out of a house of its own with a demonstration in it: `node test/screenshots.ts [folder]`.
const folder = process.argv[2] ?? join(import.meta.dirname, '../docs/screenshots');

const VIEWS = [
  { name: 'desk', options: { lang: 'en' } },
  { name: 'desk-night', options: { lang: 'ru', night: true } },
  { name: 'phone', options: { lang: 'ru', phone: true } },
  { name: 'phone-night', options: { lang: 'en', phone: true, night: true } },
] as const;

const [house, readers] = await Promise.all([startHouse(), Readers.gather()]);
try {
  await fill({ nats: house.nats, store: await house.store(), posts: 1_000, seed: 1 }, console.log);
  await house.settle();
  for (const { name, options } of VIEWS) {
    const { page } = await readers.one(house.url(), options);
    await page.goto('/b/catalog?sort=files');
    const thread = await page.locator('.entry h2 a').first().getAttribute('href');
    const pages = { home: '/', board: '/b/', catalog: '/b/catalog', thread: thread ?? '/' };
    for (const [what, path] of Object.entries(pages)) {
      await page.goto(path, { waitUntil: 'load' });
      await page.screenshot({ path: join(folder, `${what}-${name}.png`) });
      console.log(`${what}-${name}.png`);
    }
  }
} finally {
  await readers.end();
  await house.stop();
}
