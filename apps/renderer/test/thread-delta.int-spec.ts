import { GetThreadDelta } from '@board/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RendererHouse } from './renderer.house.ts';
import { aPhoto, aPost, aThread, aVideo } from './views.ts';

describe('the delta of a thread', () => {
  let house: RendererHouse;

  beforeAll(async () => {
    house = await RendererHouse.start();
  });
  afterAll(() => house?.stop());

  it('draws the whole thread for someone who has nothing of it', async () => {
    house.posts.put(aThread({ no: 10, subject: 'Cats', replies: 1 }), [
      aPost({ no: 10, version: 1 }),
      aPost({ no: 11, version: 2, body: [{ t: 'p', c: ['Second <post>'] }] }),
    ]);

    const delta = await house.delta(10, 'en');

    expect(delta).toMatchObject({ version: 2, upTo: 2, gone: false, boardVersion: 50 });
    expect(delta.fragments.map(({ no }) => no)).toEqual([10, 11]);
    expect(delta.fragments[1]?.html).toMatch(
      /^<article class="post" id="p11" data-no="11">[^]*<\/article>\s*$/,
    );
    expect(delta.fragments[1]?.html).toContain('Second &lt;post&gt;');
    expect(delta.head).toContain(delta.state.trim());
    expect(delta.head).toContain('data-live="/b/thread/10/live?since=k3v9x2ab.2&amp;lang=en&amp;look=');
    expect(delta.tail).toContain('action="/b/thread/10/post"');
  });

  it('draws the end of a long thread, with links that lead into the whole of it', async () => {
    const posts = Array.from({ length: 121 }, (_, index) => aPost({ no: 3000 + index, version: index + 1 }));
    posts[120] = { ...posts[120]!, body: [{ t: 'p', c: [{ t: 'cite', no: 3005 }] }], cites: [3005] };
    house.posts.put(aThread({ no: 3000, replies: 120 }), posts);

    const end = await house.ask(GetThreadDelta, {
      board: 'b',
      thread: 3000,
      after: { version: 0, no: 0 },
      latest: true,
      lang: 'en',
    });
    const whole = await house.delta(3000, 'en');

    expect(end.fragments.map(({ no }) => no)).toEqual([
      3000,
      ...Array.from({ length: 50 }, (_, i) => 3071 + i),
    ]);
    expect(end.head).toContain('70 replies are left out. <a href="/b/thread/3000">');
    expect(end.fragments.at(-1)?.html).toContain('href="/b/thread/3000#p3005"');
    expect(whole.fragments.at(-1)?.html).toContain('href="#p3005"');
    expect(whole.head).toContain('href="/b/thread/3000/last"');
    expect(end.head).toContain('data-live="/b/thread/3000/live?since=k3v9x2ab.121&amp;');
  });

  it('draws one body for one more reply that cites, in a thread of a thousand posts', async () => {
    const thread = aThread({ no: 1000, replies: 999 });
    const posts = Array.from({ length: 1000 }, (_, index) => aPost({ no: 1000 + index, version: index + 1 }));
    house.posts.put(thread, posts);
    await readAll(house, 1000);
    const before = await house.bodiesDrawn('en');

    const reply = aPost({ no: 2000, version: 1001, bodyVersion: 1001, cites: [1500] });
    const cited = { ...posts[500]!, version: 1001, backlinks: [2000] };
    house.posts.put({ ...thread, replies: 1000 }, [...posts.filter(({ no }) => no !== 1500), cited, reply]);
    const delta = await house.delta(1000, 'en', { version: 1000, no: 2_147_483_647 });

    expect(delta.fragments.map(({ no }) => no)).toEqual([1500, 2000]);
    expect(delta.fragments[0]?.html).toContain('href="#p2000"');
    expect((await house.bodiesDrawn('en')) - before).toBe(1);
  });

  it('draws a body once for each language', async () => {
    house.posts.put(aThread({ no: 20 }), [aPost({ no: 20, version: 1 })]);
    const before = await house.bodiesDrawn('ru');

    await house.delta(20, 'ru');
    await house.delta(20, 'ru');
    const english = await house.delta(20, 'en');

    expect((await house.bodiesDrawn('ru')) - before).toBe(1);
    expect(english.head).toContain('<html lang="en">');
  });

  it('draws a body anew when its version rose', async () => {
    house.posts.put(aThread({ no: 30 }), [aPost({ no: 30, version: 1, body: [{ t: 'p', c: ['before'] }] })]);
    await house.delta(30, 'en');
    const changed = aPost({ no: 30, version: 2, bodyVersion: 2, body: [{ t: 'p', c: ['after'] }] });
    house.posts.put(aThread({ no: 30 }), [changed]);

    const delta = await house.delta(30, 'en', { version: 1, no: 30 });

    expect(delta.fragments[0]?.html).toContain('after');
  });

  it.each([
    [
      'en',
      'Open the moving picture: GIF',
      'Open the video with sound: MP4',
      'Open the video without sound: WebM',
    ],
    [
      'ru',
      'Открыть движущуюся картинку: GIF',
      'Открыть видео со звуком: MP4',
      'Открыть видео без звука: WebM',
    ],
  ] as const)('marks in %s what moves and what sounds, in words as well', async (lang, gif, loud, mute) => {
    const files = [
      aPhoto({ mime: 'image/gif', animated: true }),
      aVideo({ mime: 'video/mp4', audio: true }),
      aVideo({ audio: false }),
    ];
    house.posts.put(aThread({ no: 60 }), [aPost({ no: 60, version: 1, files })]);

    const html = (await house.delta(60, lang)).fragments[0]?.html ?? '';

    for (const words of [gif, loud, mute]) expect(html).toContain(`alt="${words}`);
    expect(html).toContain('<span class="mark moving" aria-hidden="true">GIF</span>');
    expect(html).toContain('<span class="mark loud" aria-hidden="true">0:12</span>');
    expect(html).toContain('<span class="mark mute" aria-hidden="true">0:12</span>');
  });

  it('shows what a file was called as text, and has it saved under that name', async () => {
    const files = [
      aPhoto({ originalName: 'Кот на окне.jpg' }),
      aPhoto({ originalName: `"><script>alert(1)${'a'.repeat(40)}.exe` }),
    ];
    house.posts.put(aThread({ no: 61 }), [aPost({ no: 61, version: 1, files })]);

    const html = (await house.delta(61, 'ru')).fragments[0]?.html ?? '';

    expect(html).toContain('download="Кот на окне.jpg" title="Кот на окне.jpg">Кот на окне.jpg</a>');
    expect(html).toMatch(/download="[^"]*a\.exe\.jpg" title="[^"]*a\.exe">[^<"]*…aaaaaa\.exe<\/a>/);
    expect(html).not.toContain('<script');
  });

  it('tells a deleted post by its number alone', async () => {
    house.posts.put(aThread({ no: 40 }), [aPost({ no: 40, version: 1 }), { gone: true, no: 41, version: 3 }]);

    const delta = await house.delta(40, 'en', { version: 1, no: 40 });

    expect(delta.fragments).toEqual([{ no: 41, version: 3, gone: true, html: '' }]);
  });

  it('says of a deleted thread that it is gone, with nothing of it', async () => {
    house.posts.threads.set(50, { thread: null, version: 9, posts: [] });

    expect(await house.delta(50, 'en')).toEqual({
      epoch: 'k3v9x2ab',
      version: 9,
      boardVersion: 50,
      gone: true,
      head: '',
      state: '',
      tail: '',
      fragments: [],
      upTo: 9,
    });
  });

  it('follows the pages of the changes it was told', async () => {
    house.posts.put(
      aThread({ no: 60 }),
      [60, 61, 62].map((no) => aPost({ no, version: no })),
    );
    house.posts.pageSize = 2;
    try {
      const first = await house.delta(60, 'en');
      expect(first.next).toEqual({ version: 61, no: 61 });
      expect(first.upTo).toBeUndefined();
      const second = await house.delta(60, 'en', first.next);
      expect(second.fragments.map(({ no }) => no)).toEqual([62]);
      expect(second.upTo).toBe(62);
    } finally {
      house.posts.pageSize = 1_000;
    }
  });

  it('splits what would not fit into a message, and nothing is lost or told twice', async () => {
    const posts = Array.from({ length: 40 }, (_, index) =>
      aPost({ no: 70 + index, version: 1 + (index % 3), body: [{ t: 'p', c: ['"'.repeat(5_000)] }] }),
    );
    house.posts.put(aThread({ no: 70 }), posts);

    const pages = await readAll(house, 70);

    expect(pages.length).toBeGreaterThan(1);
    expect(pages.map(({ upTo }) => upTo)).toEqual([...pages.slice(1).map(() => undefined), 3]);
    for (const page of pages) expect(JSON.stringify(page).length).toBeLessThan(512 * 1024);
    const told = pages.flatMap((page) => page.fragments.map(({ no }) => no));
    expect(told.toSorted((a, b) => a - b)).toEqual(posts.map(({ no }) => no));
  });

  it('has no form in a locked thread, and says why', async () => {
    house.posts.put(aThread({ no: 120, locked: true }), [aPost({ no: 120, version: 1 })]);

    const delta = await house.delta(120, 'en');

    expect(delta.state).toContain('data-closed');
    expect(delta.state).toContain('This thread is locked');
    expect(delta.tail).not.toContain('<form id="post-form"');
  });

  it('refuses a thread that is not there with the reason of posts', async () => {
    await expect(house.delta(999_999, 'en')).rejects.toMatchObject({
      reason: 'thread_not_found',
      details: { board: 'b', thread: 999_999 },
    });
  });
});

/** Every page of a thread, as a gateway gathers them. */
async function readAll(house: RendererHouse, thread: number) {
  const pages = [await house.delta(thread, 'en')];
  for (;;) {
    const next = pages.at(-1)?.next;
    if (!next) return pages;
    pages.push(await house.delta(thread, 'en', next));
  }
}
