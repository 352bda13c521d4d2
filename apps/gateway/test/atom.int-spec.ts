import { until } from '@board/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LiveHouse } from './live-house.ts';

describe('feeds', () => {
  let house: LiveHouse;
  beforeAll(async () => {
    house = await LiveHouse.start();
  });
  afterAll(() => house?.stop());

  const threadFeed = (no: number): string => `/b/thread/${no}/feed.atom`;

  it('a feed - is Atom with the headers of a page, asked of its owner once', async () => {
    const no = await house.board.thread('first');
    for (const path of ['/b/feed.atom', threadFeed(no)]) {
      await until('it is current', async () => (await house.get(path)).html.includes('first'));
      const before = house.board.calls.page;
      const { headers, html, etag } = await house.get(path);
      expect(html).toMatch(/^<feed>[^]*first/);
      expect(Object.fromEntries(headers)).toMatchObject({
        'content-type': 'application/atom+xml; charset=utf-8',
        'content-language': 'en',
        'cache-control': 'public, no-cache',
        vary: 'Accept-Encoding, Accept-Language, Cookie',
        'x-content-type-options': 'nosniff',
      });
      expect((await house.get(path, { 'if-none-match': etag })).status).toBe(304);
      expect(house.board.calls.page).toBe(before);
      expect((await house.get(path, { 'accept-language': 'ru' })).etag).toContain('-ru-');
    }
  });

  it('the feed of a board - follows its threads', async () => {
    const no = await house.board.thread('mango');
    await until('it tells of the thread', async () =>
      (await house.get('/b/feed.atom')).html.includes('mango'),
    );
    await house.board.delete(no, no);
    await until('not any more', async () => !(await house.get('/b/feed.atom')).html.includes('mango'));
  });

  it('the feed of a thread - follows its posts, and is of its version', async () => {
    const no = await house.board.thread('start');
    await house.get(threadFeed(no));
    await house.board.reply(no, 'answered');
    const feed = await until('it tells of the reply', async () => {
      const answer = await house.get(threadFeed(no));
      return answer.html.includes('answered') ? answer : undefined;
    });
    expect(feed.html).toBe('<feed>answered, start</feed>');
    expect(feed.version).toBe(2);
    const before = house.board.calls.page;
    await house.board.thread('elsewhere');
    await until('that was told', async () => (await house.get('/b/feed.atom')).html.includes('elsewhere'));
    const asked = house.board.calls.page;
    await house.get(threadFeed(no));
    expect(asked).toBeGreaterThan(before);
    expect(house.board.calls.page).toBe(asked);
  });

  it('a reply of one’s own - is in the feed at once', async () => {
    const no = await house.board.thread('mine');
    await house.get(threadFeed(no));
    house.board.telling = false;
    await house.board.reply(no, 'just now');
    house.board.telling = true;
    const cookie = `fresh=${house.board.epoch}.b.${no}.${house.board.version}.2`;
    expect((await house.get(threadFeed(no), { cookie })).html).toContain('just now');
  });

  it('a deleted post - is told by no feed once it was told to be gone, though no renderer answers', async () => {
    const no = await house.board.thread('stays');
    const bad = await house.board.reply(no, 'must go');
    await until('it is cached', async () => (await house.get(threadFeed(no))).html.includes('must go'));
    house.board.silence();
    try {
      await house.board.delete(no, bad);
      await until('it is not told', async () => (await house.get(threadFeed(no))).status === 503);
    } finally {
      house.board.speak();
    }
    await until('the rest is', async () => (await house.get(threadFeed(no))).html === '<feed>stays</feed>');
  });

  it('what is not there, or not any more - is an error page, as of the page beside it', async () => {
    const no = await house.board.thread('doomed');
    await house.get(threadFeed(no));
    await house.board.delete(no, no);
    await until('it is gone', async () => (await house.get(threadFeed(no))).status === 410);
    for (const path of [threadFeed(no), threadFeed(9999), '/b/thread/0/feed.atom', '/UPPER/feed.atom']) {
      const { status, headers } = await house.get(path);
      expect([path, status]).toEqual([path, path === threadFeed(no) ? 410 : 404]);
      expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    }
  });
});
