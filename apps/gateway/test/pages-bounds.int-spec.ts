import { randomBytes } from 'node:crypto';
import { until } from '@board/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LiveHouse } from './live-house.ts';

const BYTES = 100_000;

describe('what a gateway keeps', () => {
  let house: LiveHouse;
  beforeAll(async () => {
    house = await LiveHouse.start({ env: { CACHE_BYTES: String(BYTES) } });
  });
  afterAll(() => house?.stop());

  const noise = (): string => randomBytes(6_000).toString('base64');

  it('more pages than fit - are shown as they should, and never held all at once; live readers lose nothing', async () => {
    const live = await house.board.thread('read all the time');
    const log = house.read(live, `${house.board.epoch}.1`);
    await house.board.reply(live, noise());
    await until(
      'the page of the live thread is whole',
      async () => (await house.get(`/b/thread/${live}`)).version === 2,
    );
    for (let i = 0; i < 40; i += 1) {
      const words = noise();
      const no = await house.board.thread(words);
      expect((await house.get(`/b/thread/${no}`)).html).toContain(words);
      expect(await house.metric('gateway_cache_bytes ')).toBeLessThanOrEqual(BYTES);
    }
    expect(await house.metric('gateway_cache_bytes ')).toBeGreaterThan(BYTES / 2);
    await house.board.reply(live, 'the last word');
    await log.saw('the last word');
    const page = await house.get(`/b/thread/${live}`);
    expect(page.html).toContain('the last word');
    expect(page.html).toContain('read all the time');
    await log.leave();
  });

  it('a page bigger than all of that - is shown, and not held', async () => {
    const no = await house.board.thread('big');
    for (let i = 0; i < 25; i += 1) await house.board.reply(no, noise());
    const { html } = await house.get(`/b/thread/${no}`);
    expect(html.match(/<article/g)).toHaveLength(26);
    expect(await house.metric('gateway_cache_bytes ')).toBeLessThanOrEqual(BYTES);
  });

  it('addresses of boards that are not there - leave nothing behind that grows', async () => {
    for (let i = 0; i < 100; i += 1) expect((await house.get(`/b/${i + 2}`)).status).toBe(404);
    expect(await house.metric('gateway_cache_bytes ')).toBeLessThanOrEqual(BYTES);
  });

  it('many cold pages at once - are all shown, eight questions at a time', async () => {
    const threads = await Promise.all(Array.from({ length: 40 }, (_, i) => house.board.thread(`cold ${i}`)));
    const release = house.board.hold();
    const before = house.board.calls.delta;
    const pages = threads.map((no) => house.get(`/b/thread/${no}`));
    await until('eight are asked for', () => house.board.calls.delta - before === 8);
    release();
    for (const page of await Promise.all(pages)) expect(page.html).toContain('cold');
  });

  it('more than may wait - are refused with a time to come back', async () => {
    const threads = await Promise.all(Array.from({ length: 90 }, (_, i) => house.board.thread(`queue ${i}`)));
    const release = house.board.hold();
    const refused: string[] = [];
    const pages = threads.map(async (no) => {
      const page = await house.get(`/b/thread/${no}`);
      if (page.status === 503) refused.push(page.headers.get('retry-after') ?? '');
      return page.status;
    });
    await until('some are refused', () => refused.length === 90 - 8 - 64);
    release();
    expect((await Promise.all(pages)).filter((status) => status === 200)).toHaveLength(72);
    for (const seconds of refused) expect(Number(seconds)).toBeGreaterThan(0);
  });
});
