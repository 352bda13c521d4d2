import { GetPage, type Inline, type Lang, type LivePost } from '@board/contracts';
import { findChromium } from '@board/testing';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RendererHouse } from './renderer.house.ts';
import { aBoard, aPhoto, aPost, aThread, aVideo } from './views.ts';

const ORIGIN = 'https://board.example';

interface Entry {
  id: string;
  title: string;
  published: string;
  updated: string;
  author: string;
  href: string;
  type: string;
  content: string;
}

interface Feed {
  problem: string;
  lang: string;
  id: string;
  title: string;
  updated: string;
  self: string;
  page: string;
  entries: Entry[];
}

/** Reads a feed as a reader does: with a parser of XML that forgives nothing. */
function parse(page: Page, xml: string): Promise<Feed> {
  return page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, 'application/xml');
    const root = parsed.documentElement;
    const ATOM = 'http://www.w3.org/2005/Atom';
    const child = (of: Element, name: string): Element | undefined =>
      [...of.children].find((one) => one.localName === name && one.namespaceURI === ATOM);
    const words = (of: Element, name: string): string => child(of, name)?.textContent ?? '';
    const link = (of: Element, rel: string): string =>
      [...of.children].find((one) => one.getAttribute('rel') === rel)?.getAttribute('href') ?? '';
    return {
      problem: parsed.querySelector('parsererror')?.textContent ?? '',
      lang: root.getAttribute('xml:lang') ?? '',
      id: words(root, 'id'),
      title: words(root, 'title'),
      updated: words(root, 'updated'),
      self: link(root, 'self'),
      page: link(root, 'alternate'),
      entries: [...root.children]
        .filter(({ localName }) => localName === 'entry')
        .map((entry) => ({
          id: words(entry, 'id'),
          title: words(entry, 'title'),
          published: words(entry, 'published'),
          updated: words(entry, 'updated'),
          author: child(entry, 'author')?.firstElementChild?.textContent ?? '',
          href: link(entry, 'alternate'),
          type: child(entry, 'content')?.getAttribute('type') ?? '',
          content: words(entry, 'content'),
        })),
    };
  }, xml);
}

describe('feeds', () => {
  let house: RendererHouse;
  let nameless: RendererHouse;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    [house, nameless, browser] = await Promise.all([
      RendererHouse.start({ PUBLIC_ORIGIN: ORIGIN }),
      RendererHouse.start(),
      chromium.launch({ executablePath: findChromium() as string, args: ['--no-sandbox'] }),
    ]);
    page = await browser.newPage();
  });
  afterAll(async () => {
    await browser?.close();
    await Promise.all([house?.stop(), nameless?.stop()]);
  });
  beforeEach(() => house.posts.newest.clear());

  async function boardFeed(
    posts: LivePost[],
    { lang = 'en' as Lang, cut = [] as number[], at = house } = {},
  ) {
    at.posts.newest.set('b', { posts, cut });
    const { html } = await at.ask(GetPage, { page: 'board-atom', board: 'b', lang });
    return parse(page, html);
  }

  async function threadFeed(posts: LivePost[], { subject = '', lang = 'en' as Lang } = {}) {
    house.posts.put(aThread({ no: 100, subject }), posts);
    const { html, ...stamp } = await house.ask(GetPage, {
      page: 'thread-atom',
      board: 'b',
      thread: 100,
      lang,
    });
    return { ...(await parse(page, html)), ...stamp, bytes: JSON.stringify(html).length };
  }

  const line = (...c: Inline[]): LivePost['body'] => [{ t: 'p', c }];

  it('a board’s - tells of its threads by their first posts', async () => {
    const createdAt = '2026-11-24T01:02:03.004Z';
    const cats = aPost({ no: 7, subject: 'Cats', name: 'Ann', trip: '!WokonZwxw2', createdAt });
    const feed = await boardFeed([cats, aPost({ no: 5, body: line('No subject here') })]);

    expect(feed).toEqual({
      problem: '',
      lang: 'en',
      id: 'tag:board.example,2026:/b/',
      title: '/b/ Random · Board',
      updated: createdAt,
      self: `${ORIGIN}/b/feed.atom`,
      page: `${ORIGIN}/b/`,
      entries: [
        {
          id: 'tag:board.example,2026:/b/7',
          title: 'Cats',
          published: createdAt,
          updated: createdAt,
          author: 'Ann!WokonZwxw2',
          href: `${ORIGIN}/b/thread/7#p7`,
          type: 'html',
          content: '<p>A post.</p>\n',
        },
        expect.objectContaining({ title: 'No subject here', author: 'Anonymous' }) as unknown,
      ],
    });
  });

  it('a board’s without threads - is one all the same', async () => {
    expect(await boardFeed([])).toMatchObject({
      problem: '',
      updated: expect.stringContaining('Z') as string,
    });
  });

  it('a thread’s - has its latest posts, the newest first, under the names that the board’s has them', async () => {
    const posts = Array.from({ length: 60 }, (_, index) =>
      aPost({ no: 100 + index, version: index + 1, body: [] }),
    );
    const feed = await threadFeed(posts, { subject: 'Cats' });

    expect(feed).toMatchObject({
      problem: '',
      version: 60,
      boardVersion: 50,
      id: 'tag:board.example,2026:/b/thread/100',
      title: '/b/ Cats · Board',
      self: `${ORIGIN}/b/thread/100/feed.atom`,
      page: `${ORIGIN}/b/thread/100`,
    });
    expect(feed.entries.map(({ title }) => title)).toEqual(
      Array.from({ length: 50 }, (_, index) => `Post No. ${159 - index}`),
    );
    const [last] = (await threadFeed(posts.slice(0, 1))).entries;
    const [first] = (await boardFeed(posts.slice(0, 1))).entries;
    expect(last).toEqual(first);
  });

  it('a thread’s that comes in parts - is whole', async () => {
    house.posts.pageSize = 3;
    try {
      const feed = await threadFeed([100, 101, 102, 103, 104].map((no) => aPost({ no, version: no })));
      expect(feed.entries).toHaveLength(5);
    } finally {
      house.posts.pageSize = 1_000;
    }
  });

  it('a thread’s - tells nothing of a post that is deleted while it is read in parts', async () => {
    const posts = [100, 101, 102, 103, 104].map((no) => aPost({ no, version: no }));
    house.posts.pageSize = 3;
    house.posts.between = () => {
      house.posts.between = undefined;
      const rest = posts.filter(({ no }) => no !== 101);
      house.posts.put(aThread({ no: 100 }), [...rest, { gone: true, no: 101, version: 105 }]);
    };
    try {
      const { entries, version } = await threadFeed(posts);
      expect(entries.map(({ id }) => id.split('/').at(-1))).toEqual(['104', '103', '102', '100']);
      expect(version).toBe(105);
    } finally {
      Object.assign(house.posts, { pageSize: 1_000, between: undefined });
    }
  });

  it('what is hidden - is told by no feed', async () => {
    const secret = line('It was ', { t: 'spoiler', c: ['the ', { t: 'b', c: ['butler'] }] }, '!');
    const post = aPost({ body: secret, files: [aPhoto()], spoiler: true });
    const [entry] = (await boardFeed([post])).entries;
    const [russian] = (await boardFeed([post], { lang: 'ru' })).entries;

    expect(entry?.title).toBe('It was █████!');
    expect(entry?.content).toBe('<p>[spoiler]</p><p>It was [spoiler]!</p>\n');
    expect(russian?.content).toBe('<p>[спойлер]</p><p>It was [спойлер]!</p>\n');
  });

  it('pictures - lead to their files, and links into the board are whole', async () => {
    const body = line({ t: 'cite', no: 100 }, { t: 'cite', no: 9, board: 'pr' }, { t: 'board', board: 'pr' });
    const farCites = [{ board: 'pr', thread: 5, no: 9, dead: false }];
    const post = aPost({ no: 101, version: 2, body, cites: [100], farCites, files: [aPhoto(), aVideo()] });
    const content = (await threadFeed([aPost(), post])).entries[0]?.content ?? '';

    for (const file of [aPhoto(), aVideo()])
      expect(content).toContain(
        `<a href="${ORIGIN}/media/${file.name}"><img src="${ORIGIN}/media/${file.thumb.name}" width="250"`,
      );
    expect([...content.matchAll(/class="[^"]*" href="([^"]*)"/g)].map(([, href]) => href)).toEqual([
      `${ORIGIN}/b/thread/100#p100`,
      `${ORIGIN}/pr/thread/5#p9`,
      `${ORIGIN}/pr/`,
    ]);
  });

  it('a text that was cut - leads to all of it', async () => {
    const [entry] = (await boardFeed([aPost()], { cut: [100] })).entries;

    expect(entry?.content).toContain(`<a href="${ORIGIN}/b/thread/100#p100">Read the whole post</a>`);
  });

  it('without a place to be found at - addresses are relative, and names are the same for everyone', async () => {
    const feed = await boardFeed([aPost({ files: [aPhoto()] })], { at: nameless });

    expect(feed).toMatchObject({
      id: 'tag:board.invalid,2026:/b/',
      self: '/b/feed.atom',
      page: '/b/',
      entries: [{ id: 'tag:board.invalid,2026:/b/100', href: '/b/thread/100#p100' }],
    });
    expect(feed.entries[0]?.content).toContain(`<a href="/media/${aPhoto().name}">`);
  });

  it('whatever is posted - is text, in a document that every parser reads', async () => {
    const hostile = ']]></content></entry><!--&bogus;<script>alert(1)</script>"\'`=';
    const illegal = '\u0000\u0008\u000b\u001b\ufffe\uffff\ud800 \udc00\u{1f600}\u{1fffe}\u202e';
    const text = hostile + illegal;
    house.posts.boards = [aBoard({ title: text, description: text })];
    const post = aPost({
      ...{ subject: text, name: text, trip: text },
      body: [
        { t: 'fence', lang: 'js', v: text },
        { t: 'q', c: [text, { t: 'code', v: text }, { t: 'link', v: `https://x.example/${text}` }] },
      ],
    });
    const feed = await boardFeed([post, aPost({ no: 5, body: post.body })]);

    expect(feed.problem).toBe('');
    expect(feed.entries).toHaveLength(2);
    expect(feed.entries[0]?.title).toBe(`${hostile} \u{1f600}\u{1fffe}\u202e`);
    const inside = await page.evaluate((html) => {
      const drawn = new DOMParser().parseFromString(html, 'text/html');
      return {
        scripts: drawn.querySelectorAll('script').length,
        code: drawn.querySelector('pre')?.textContent,
      };
    }, feed.entries[0]?.content ?? '');
    expect(inside).toEqual({ scripts: 0, code: `${hostile} \u{1f600}\u{1fffe}\u202e` });
  });

  it('very long posts - fit into a message, the newest of them; one that is too long is read on the board', async () => {
    const long = line('"&'.repeat(4_000));
    const posts = [100, 101, 102, 103, 104, 105].map((no) => aPost({ no, version: no, body: long }));
    const feed = await threadFeed([
      ...posts,
      aPost({ no: 106, version: 106, body: line('&'.repeat(30_000)) }),
    ]);

    expect(feed.bytes).toBeLessThan(512 * 1024);
    expect(feed.entries.map(({ href }) => href.split('#')[1])).toEqual([
      'p106',
      'p105',
      'p104',
      'p103',
      'p102',
      'p101',
    ]);
    expect(feed.entries[0]?.content).toBe(
      `<p><a href="${ORIGIN}/b/thread/100#p106">Read the whole post</a></p>\n`,
    );
  });

  it('of what is not there - are refused as its pages are', async () => {
    house.posts.threads.set(50, { thread: null, version: 9, posts: [] });
    const ask = (thread: number) =>
      house.ask(GetPage, { page: 'thread-atom', board: 'b', thread, lang: 'en' });

    await expect(ask(50)).rejects.toMatchObject({ reason: 'thread_gone' });
    await expect(ask(999)).rejects.toMatchObject({ reason: 'thread_not_found' });
    await expect(house.ask(GetPage, { page: 'board-atom', board: 'x', lang: 'en' })).rejects.toMatchObject({
      reason: 'board_not_found',
    });
  });

  it('are named by the pages that they tell of', async () => {
    house.posts.put(aThread({ no: 100, subject: 'Cats' }), [aPost()]);
    const { head } = await house.delta(100, 'en');

    expect(head).toContain(
      '<link rel="alternate" type="application/atom+xml" title="/b/ Cats · Board" href="/b/thread/100/feed.atom">',
    );
  });
});
