import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { until } from '@board/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LiveHouse, type Page } from './live-house.ts';

describe('cached pages', () => {
  let house: LiveHouse;
  beforeAll(async () => {
    house = await LiveHouse.start({ gateways: 2 });
  });
  afterAll(() => house?.stop());

  it('a page asked for twice - is asked of its owner once, and is the same', async () => {
    const no = await house.board.thread('first');
    const path = `/b/thread/${no}`;
    const before = house.board.calls.delta;
    const one = await house.get(path);
    const two = await house.get(path);
    expect(one.html).toContain('first');
    expect(two.html).toBe(one.html);
    expect(two.etag).toBe(`W/"${house.board.look}-en-${house.board.epoch}.1"`);
    expect(house.board.calls.delta - before).toBe(1);
  });

  it('a cached page - carries what browsers and caches need, compressed or not, and nothing to HEAD', async () => {
    const no = await house.board.thread('headers');
    const path = `/b/thread/${no}`;
    for (const time of ['asked', 'hit']) {
      const gzip = await raw(house.url(path), { 'accept-encoding': 'br, gzip' });
      expect(gzip.headers, time).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'content-encoding': 'gzip',
        'content-language': 'en',
        'cache-control': 'public, no-cache',
        vary: 'Accept-Encoding, Accept-Language, Cookie',
        'x-content-type-options': 'nosniff',
      });
      expect(gzip.headers['content-security-policy'], time).toContain("default-src 'none'");
      expect(gunzipSync(gzip.body).toString(), time).toContain('headers');
    }
    const plain = await raw(house.url(path), { 'accept-encoding': 'gzip;q=0' });
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.body.toString()).toContain('headers');
    const head = await raw(house.url(path), { 'accept-encoding': 'gzip' }, 'HEAD');
    expect(head.body).toHaveLength(0);
    expect(Number(head.headers['content-length'])).toBeGreaterThan(10);
  });

  it('a version that goes on being asked for - is packed tighter behind that, and a newer one is not yet', async () => {
    const no = await house.board.thread('words that come again '.repeat(500));
    const path = house.url(`/b/thread/${no}`);
    const both = { 'accept-encoding': 'gzip, deflate, br, zstd' };
    const first = await raw(path, both);
    expect((await raw(path, both)).headers['content-encoding']).toBe('gzip');
    const kept = await house.metric('gateway_cache_bytes ');
    const tight = await until('it comes in brotli', async () => {
      const answer = await raw(path, both);
      return answer.headers['content-encoding'] === 'br' ? answer : undefined;
    });
    expect(brotliDecompressSync(tight.body)).toEqual(gunzipSync(first.body));
    expect(tight.body.length).toBeLessThan(first.body.length);
    const { date: _, 'content-encoding': __, 'content-length': length, ...same } = tight.headers;
    expect(first.headers).toMatchObject(same);
    expect(Number(length)).toBe(tight.body.length);
    expect(await house.metric('gateway_cache_bytes ')).toBe(kept + tight.body.length);
    const head = await raw(path, both, 'HEAD');
    expect([head.headers['content-length'], head.body.length]).toEqual([length, 0]);
    expect((await raw(path, { 'accept-encoding': 'gzip' })).body).toEqual(first.body);
    // On the way through the route, too, which a cookie of a poster takes.
    expect((await raw(path, { ...both, cookie: 'fresh=' })).body).toEqual(tight.body);

    await house.board.reply(no, 'newer');
    const newer = await until('it is newer', async () => {
      const answer = await raw(path, both);
      return answer.headers.etag === tight.headers.etag ? undefined : answer;
    });
    expect(newer.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(newer.body).toString()).toContain('newer');
  });

  it('someone who has the page already - is sent nothing', async () => {
    const no = await house.board.thread('again');
    const { etag } = await house.get(`/b/thread/${no}`);
    const again = await house.get(`/b/thread/${no}`, { 'if-none-match': etag });
    expect(again).toMatchObject({ status: 304, html: '', etag });
    expect(again.headers.get('content-security-policy')).toContain('default-src');
  });

  it('a reply - is on the next page that anybody is sent, without asking while nothing happens', async () => {
    const no = await house.board.thread('start');
    const path = `/b/thread/${no}`;
    await house.get(path);
    await house.board.reply(no, 'answered');
    await until('the reply is shown', async () => (await house.get(path)).html.includes('answered'));
    const before = house.board.calls.delta;
    await Promise.all(Array.from({ length: 20 }, () => house.get(path)));
    expect(house.board.calls.delta).toBe(before);
  });

  it('many who ask for the same cold page - share one flight', async () => {
    const no = await house.board.thread('crowd');
    const release = house.board.hold();
    const before = house.board.calls.delta;
    const crowd = Array.from({ length: 30 }, () => house.get(`/b/thread/${no}`));
    await until('it is asked for', () => house.board.calls.delta > before);
    release();
    for (const page of await Promise.all(crowd)) expect(page.html).toContain('crowd');
    expect(house.board.calls.delta - before).toBe(1);
  });

  it('a page that grew while it was asked for - is asked for once more before it is shown', async () => {
    const no = await house.board.thread('growing');
    await house.get(`/b/thread/${no}`);
    await house.board.reply(no, 'one');
    await house.heardAll();
    const release = house.board.hold();
    const before = house.board.calls.delta;
    const page = until('it is new', async () => {
      const answer = await house.get(`/b/thread/${no}`);
      return answer.version > 1 ? answer : undefined;
    });
    await until('it is asked for', () => house.board.calls.delta > before);
    await house.board.reply(no, 'two');
    await house.heardAll();
    release();
    expect((await page).html).toContain('two');
  });

  it.each(['', '/last', '/feed.atom'])(
    'a thread%s of which posts are deleted while it is asked for - is asked for again, not refused',
    async (view) => {
      const no = await house.board.thread('stays');
      const doomed: number[] = [];
      for (const i of [1, 2, 3]) doomed.push(await house.board.reply(no, `soon gone ${i}`));
      await house.heardAll();
      house.board.beforeAnswer = async () => {
        const next = doomed.shift();
        if (next === undefined) return;
        await house.board.delete(no, next);
        await house.heardAll();
      };
      const { status, html } = await house.get(`/b/thread/${no}${view}`);
      house.board.beforeAnswer = undefined;
      expect(status).toBe(200);
      expect(html).toContain('stays');
      expect(html).not.toContain('soon gone');
    },
  );

  it('the end of a thread that comes in many messages - does not show what was deleted meanwhile', async () => {
    const no = await house.board.thread('a long end');
    const reply = await house.board.reply(no, 'soon gone');
    await house.board.reply(no, 'stays');
    house.board.pageSize = 1;
    house.board.beforeAnswer = async (call, { after }) => {
      if (call !== 'delta' || after.no !== no) return;
      house.board.beforeAnswer = undefined;
      await house.board.delete(no, reply);
    };
    const { html } = await house.get(`/b/thread/${no}/last`);
    house.board.pageSize = 1_000;
    expect(html).toContain('stays');
    expect(html).not.toContain('soon gone');
  });

  it('a thread that comes in many messages - is whole and in order of numbers', async () => {
    house.board.pageSize = 3;
    const no = await house.board.thread('post 0');
    for (let i = 1; i <= 10; i += 1) await house.board.reply(no, `post ${i}`);
    const { html } = await house.get(`/b/thread/${no}`);
    house.board.pageSize = 1_000;
    expect([...html.matchAll(/post (\d+)/g)].map(([, i]) => Number(i))).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
    ]);
  });

  it('a catalog - is a page of its own in each order, and follows what happens on the board', async () => {
    await house.board.thread('in the catalog');
    const byReplies = '/b/catalog?sort=replies';
    await until('both are current', async () => {
      const pages = await Promise.all([house.get('/b/catalog'), house.get(byReplies)]);
      return pages.every(({ html }) => html.includes('in the catalog'));
    });
    expect((await house.get('/b/catalog')).html).toContain('catalog by bump');
    expect((await house.get(byReplies)).html).toContain('catalog by replies');
    const before = house.board.calls.page;
    await Promise.all(Array.from({ length: 10 }, () => house.get(byReplies)));
    expect(house.board.calls.page).toBe(before);
    await house.board.thread('one more');
    await until('it is shown', async () => (await house.get(byReplies)).html.includes('one more'));
  });

  it('a catalog asked for in another spelling - is the one that it means, or nothing', async () => {
    for (const query of ['?sort=bump', '?sort=nonsense', '?page=1', '?utm=x&sort=bump', '?sort=a&sort=b'])
      expect((await house.get(`/b/catalog${query}`)).html, query).toContain('catalog by bump');
    for (const query of ['?page=0', '?page=x', '?page=2', '?page=1&page=2'])
      expect((await house.get(`/b/catalog${query}`)).status, query).toBe(404);
  });

  it('the end of a thread - is the first post and the last ones, and never shows what is gone', async () => {
    const no = await house.board.thread('the beginning');
    const replies = [];
    for (let i = 1; i <= 5; i += 1) replies.push(await house.board.reply(no, `reply ${i}`));
    const path = `/b/thread/${no}/last`;
    const texts = async (): Promise<string[]> =>
      [...(await house.get(path)).html.matchAll(/the beginning|reply \d/g)].map(([text]) => text);
    await until('it is the end of now', async () => (await texts()).includes('reply 5'));
    expect(await texts()).toEqual(['the beginning', 'reply 4', 'reply 5']);
    await house.board.delete(no, replies[4] as number);
    await until('it was told', async () => !(await texts()).includes('reply 5'));
    await house.board.reply(no, 'reply 6');
    await until('it follows', async () => (await texts()).includes('reply 6'));
    const { etag, version } = await house.get(path);
    expect(version).toBe(8);
    expect((await house.get(path, { 'if-none-match': etag })).status).toBe(304);
  });

  it('home and board pages - follow what happens, and are asked for at most twice a second', async () => {
    const no = await house.board.thread('on the board');
    await until('it is on the board', async () => (await house.get('/b/')).html.includes('on the board'));
    const before = house.board.calls.page;
    const began = performance.now();
    for (let i = 0; i < 30; i += 1) {
      await house.board.reply(no, `more ${i}`);
      await house.get('/b/');
    }
    const seconds = (performance.now() - began) / 1000;
    expect(house.board.calls.page - before).toBeLessThanOrEqual(2 * seconds + 2);
    await until('home is at now', async () =>
      (await house.get('/')).html.includes(`at ${house.board.version}`),
    );
    await until('the board is at now', async () =>
      (await house.get('/b/')).html.includes(`at ${house.board.version}:`),
    );
  });

  it('what is not there - is 404, other spellings are redirected, and a new thread is there at once', async () => {
    expect((await house.get('/b/thread/9999')).status).toBe(404);
    expect((await house.get('/b/77')).status).toBe(404);
    expect((await house.get('/b/thread/0')).status).toBe(404);
    expect((await house.get('/UPPER/')).status).toBe(404);
    for (const path of ['/b', '/b/1']) {
      const { status, headers } = await house.get(path);
      expect([status, headers.get('location')]).toEqual([308, '/b/']);
    }
    const next = house.board.lastNo + 1;
    expect((await house.get(`/b/thread/${next}`)).status).toBe(404);
    await house.board.thread('born');
    await until('it is there', async () => (await house.get(`/b/thread/${next}`)).html.includes('born'));
  });

  it('a deleted thread - is 410', async () => {
    const no = await house.board.thread('doomed');
    await house.get(`/b/thread/${no}`);
    await house.board.delete(no, no);
    await until('it is gone', async () => (await house.get(`/b/thread/${no}`)).status === 410);
  });

  it('a deleted post - is not shown by anybody once the feed has told, though no renderer answers', async () => {
    const no = await house.board.thread('stays');
    const bad = await house.board.reply(no, 'must go');
    const live = house.read(no, `${house.board.epoch}.2`);
    await until('it is cached', async () => (await house.get(`/b/thread/${no}`)).html.includes('must go'));
    await house.board.reply(no, 'read live');
    await live.saw('read live');
    await until('the copy is whole', async () =>
      (await house.get(`/b/thread/${no}`)).html.includes('read live'),
    );
    await house.get(`/b/thread/${no}`, {}, 1);
    house.board.silence();
    try {
      await house.board.delete(no, bad);
      await until('it has gone', async () => !(await house.get(`/b/thread/${no}`)).html.includes('must go'));
      const page = await house.get(`/b/thread/${no}`);
      expect(page.html).toContain('stays');
      expect(page.etag).toBe('');
      await until(
        'the other gateway shows nothing',
        async () => (await house.get(`/b/thread/${no}`, {}, 1)).status === 503,
      );
    } finally {
      house.board.speak();
      await live.leave();
    }
    await until('it is whole again', async () => (await house.get(`/b/thread/${no}`)).version === 4);
  });

  it('while no renderer answers - pages that may be old are shown and say so, and go on when one is back', async () => {
    const no = await house.board.thread('outage');
    await house.get(`/b/thread/${no}`);
    house.board.silence();
    await house.board.reply(no, 'unseen');
    const stale = await until('it is marked', async () => {
      const page = await house.get(`/b/thread/${no}`);
      return page.headers.get('warning') ? page : undefined;
    });
    expect(stale).toMatchObject({ status: 200, version: 1 });
    house.board.speak();
    await until(
      'it goes on',
      async () => (await house.get(`/b/thread/${no}`)).html.includes('unseen'),
      2_000,
    );
  });

  it('while a renderer hangs - the older page is shown after 2 s, and at once to those who come later', async () => {
    const no = await house.board.thread('hanging');
    await house.get(`/b/thread/${no}`);
    const release = house.board.hold();
    await house.board.reply(no, 'unseen');
    await house.heardAll();
    const timed = async (): Promise<{ page: Page; ms: number }> => {
      const began = performance.now();
      const page = await house.get(`/b/thread/${no}`);
      return { page, ms: performance.now() - began };
    };
    // A page that has just been made rests for as long as that took.
    const first = await until('it is asked for in vain', async () => {
      const answer = await timed();
      return answer.page.headers.get('warning') ? answer : undefined;
    });
    const second = await timed();
    release();
    expect([first.page.version, second.page.version]).toEqual([1, 1]);
    expect(first.page.headers.get('warning')).toContain('110');
    expect(first.ms).toBeGreaterThan(1_900);
    expect(second.ms).toBeLessThan(first.ms / 2);
    await until('it goes on', async () => (await house.get(`/b/thread/${no}`)).html.includes('unseen'));
  });

  it('another look - takes over page by page, and no page is of two looks', async () => {
    const no = await house.board.thread('dressed');
    const before = await house.get(`/b/thread/${no}`);
    house.board.silence();
    house.board.look = 'look00000002';
    house.board.speak();
    await house.board.reply(no, 'redressed');
    const after = await until('the new look is shown', async () => {
      const page = await house.get(`/b/thread/${no}`, { 'if-none-match': before.etag });
      return page.html.includes('redressed') ? page : undefined;
    });
    expect(after.html).toContain('look00000002');
    expect(after.etag).toContain('look00000002');
  });
});

interface RawAnswer {
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** An answer as it is on the wire: `fetch` unpacks it. */
function raw(url: string, headers: Record<string, string>, method = 'GET'): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    request(url, { method, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(parts) }));
    })
      .on('error', reject)
      .end();
  });
}
