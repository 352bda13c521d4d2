import { type House, photo, startHouse, until, Visitor } from '@board/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ORIGIN = 'https://board.example';

describe('what is told of the board elsewhere', () => {
  let house: House;

  beforeAll(async () => {
    house = await startHouse({
      replicas: { gateway: 2 },
      env: {
        posts: { FLOOD_REPLY_MS: '1', FLOOD_THREAD_MS: '1' },
        renderer: { PUBLIC_ORIGIN: ORIGIN },
      },
    });
  });
  afterAll(() => house?.stop());

  const visitor = (gateway = 0): Visitor => new Visitor(house.url(gateway));
  const imageOf = (html: string): string | undefined =>
    /<meta property="og:image" content="([^"]*)">/.exec(html)?.[1];

  it('a link to a thread shows its picture until that is taken off, on every gateway', async () => {
    const { thread } = await visitor().post({ text: 'The river tonight', files: [await photo()] });
    const path = `/b/thread/${thread}`;
    const page = await visitor().text(path);
    const image = imageOf(page) ?? '';
    expect(page).toContain('<meta property="og:description" content="The river tonight">');
    expect(image.startsWith(`${ORIGIN}/media/`)).toBe(true);
    const file = await visitor().fetch(image.slice(ORIGIN.length));
    expect([file.status, file.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    expect(imageOf(await visitor(1).text(path))).toBe(image);

    await house.board('delete-files', 'b', String(thread));
    for (const gateway of [0, 1])
      await until('no page shows it', async () => !imageOf(await visitor(gateway).text(path)));
    expect(await visitor().text(path)).toContain('content="summary"');
  });

  it('a covered picture and hidden words are told by no card and no feed', async () => {
    const { thread } = await visitor().post({
      text: 'It was %%the butler%%',
      files: [await photo()],
      spoiler: true,
    });
    const page = await visitor().text(`/b/thread/${thread}`);
    const head = page.slice(0, page.indexOf('</head>'));
    expect(head).toContain('content="It was █████"');
    expect(imageOf(head)).toBeUndefined();
    for (const path of ['/b/feed.atom', `/b/thread/${thread}/feed.atom`]) {
      await until('it tells of the thread', async () => (await visitor().text(path)).includes('It was'));
      const feed = await visitor().text(path);
      expect(feed).toContain('[spoiler]');
      expect(feed).not.toContain('butler');
    }
  });

  it('a feed follows what is posted and what is taken down, in the language of its reader', async () => {
    const { thread } = await visitor().post({ board: 'pr', subject: 'Cats', text: 'Whose is it?' });
    const path = `/pr/thread/${thread}/feed.atom`;
    const first = await visitor().fetch(path);
    expect(first.headers.get('content-type')).toBe('application/atom+xml; charset=utf-8');
    const etag = first.headers.get('etag') ?? '';
    expect((await visitor().fetch(path, { headers: { 'if-none-match': etag } })).status).toBe(304);

    const person = visitor();
    const { no } = await person.post({ board: 'pr', thread, text: 'Mine' });
    expect(await person.text(path)).toMatch(/Mine[^]*Whose is it\?/);
    const russian = await new Visitor(house.url(), { lang: 'ru' }).text(path);
    expect(russian).toContain('<name>Аноним</name>');
    expect(await visitor().text('/pr/feed.atom')).toContain('<title>Cats</title>');

    await house.board('delete', 'pr', String(no));
    for (const gateway of [0, 1])
      await until('it is told no more', async () => !(await visitor(gateway).text(path)).includes('Mine'));
    await house.board('delete', 'pr', String(thread));
    for (const gateway of [0, 1]) {
      await until('it is gone', async () => (await visitor(gateway).fetch(path)).status === 410);
      await until(
        'the board’s tells of it no more',
        async () => !(await visitor(gateway).text('/pr/feed.atom')).includes('Cats'),
      );
    }
  });

  it('the site has its own name, words and contact on every page, in cards and feeds, at once', async () => {
    const { thread } = await visitor().post({ board: 'test', text: 'Before it had a name' });
    // Home last: it is drawn from the newest list of boards, from which the others would profit.
    const paths = ['/test/', `/test/thread/${thread}`, '/test/catalog', '/test/archive', '/'];
    const feeds = ['/test/feed.atom', `/test/thread/${thread}/feed.atom`];
    const tags = new Map<string, string>();
    for (const path of [...paths, ...feeds]) {
      await visitor(1).text(path);
      tags.set(path, (await visitor().fetch(path)).headers.get('etag') ?? '');
    }
    await house.board('site', 'name', 'Fish & <Chips>');
    await house.board('site', 'contact', 'keeper@board.example');
    await house.board('site', 'about', 'About "fish"');
    await house.board('set', 'pr', 'title', 'Code & more');
    for (const gateway of [0, 1]) {
      for (const path of paths) {
        await until(`${path} has all of it`, async () => {
          const page = await visitor(gateway).text(path);
          return (
            /<title>.*Fish &amp; &lt;Chips&gt;<\/title>/.test(page) &&
            page.includes('<meta property="og:site_name" content="Fish &amp; &lt;Chips&gt;">') &&
            page.includes('<a href="mailto:keeper@board.example">keeper@board.example</a>') &&
            page.includes('title="Code &amp; more"')
          );
        });
      }
      for (const feed of feeds)
        await until(`${feed} has the name`, async () =>
          (await visitor(gateway).text(feed)).includes(' · Fish &amp; &lt;Chips&gt;</title>'),
        );
    }
    expect(await visitor().text('/')).toContain('<p>About &quot;fish&quot;</p>');
    for (const [path, tag] of tags)
      expect((await visitor().fetch(path, { headers: { 'if-none-match': tag } })).status, path).toBe(200);
  });

  it('a closed board says so and takes nothing; a removed one is gone from everywhere and comes back', async () => {
    const { thread } = await visitor().post({ board: 'test', text: 'Something to keep' });
    const path = `/test/thread/${thread}`;
    await visitor(1).text(path);
    await house.board('close', 'test');
    for (const gateway of [0, 1])
      for (const page of ['/test/', path])
        await until(`${page} says so`, async () => {
          const html = await visitor(gateway).text(page);
          return html.includes('This board is closed') && !html.includes('id="post-form"');
        });
    const refused = await visitor().send({ board: 'test', thread, text: 'one last word' });
    expect(refused.status).toBe(409);
    expect(await refused.text()).toMatch(/The board \/test\/ is closed[^]*one last word/);

    await house.board('remove', 'test', '--yes');
    for (const gateway of [0, 1]) {
      for (const page of ['/test/', '/test/catalog', path, `${path}/feed.atom`, `${path}.json`])
        await until(`${page} is gone`, async () => (await visitor(gateway).fetch(page)).status === 404);
      for (const page of ['/', '/b/', '/index.json'])
        await until(`${page} knows it no more`, async () => {
          const text = await visitor(gateway).text(page);
          return !text.includes('/test/') && !text.includes('"test"');
        });
    }
    await house.board('reopen', 'test');
    for (const gateway of [0, 1])
      await until('it is back', async () =>
        (await visitor(gateway).text(path)).includes('Something to keep'),
      );
    await until('the others know it', async () => (await visitor().text('/b/')).includes('href="/test/"'));
    await visitor().post({ board: 'test', thread, text: 'and on it goes' });
  });
});
