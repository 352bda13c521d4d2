import { GetErrorPage, GetPage, GetThreadDelta, type LivePost } from '@board/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RendererHouse } from './renderer.house.ts';
import { aBoard, aBoardPage, aCatalog, aPhoto, aPost, aThread, aVideo } from './views.ts';

const ORIGIN = 'https://board.example';

/** What the head of a page says of it: each `<meta>` by its name, and its one address. */
function cardOf(html: string): Record<string, string> {
  const head = html.slice(0, html.indexOf('</head>'));
  const metas = [...head.matchAll(/<meta (?:name|property)="([^"]*)" content="([^"]*)">/g)];
  const canonical = /<link rel="canonical" href="([^"]*)">/.exec(head)?.[1];
  return {
    ...Object.fromEntries(metas.map(([, name, content]) => [name, content] as [string, string])),
    ...(canonical !== undefined && { canonical }),
  };
}

describe('what is shown elsewhere of a link', () => {
  let house: RendererHouse;
  let nameless: RendererHouse;

  beforeAll(async () => {
    [house, nameless] = await Promise.all([
      RendererHouse.start({ PUBLIC_ORIGIN: ORIGIN }),
      RendererHouse.start(),
    ]);
  });
  afterAll(async () => {
    await Promise.all([house?.stop(), nameless?.stop()]);
  });

  async function threadCard(op: Partial<LivePost>, { subject = '', latest = false, at = house } = {}) {
    at.posts.put(aThread({ no: 10, subject }), [aPost({ no: 10, ...op })]);
    const after = { version: 0, no: 0 };
    const { head } = await at.ask(GetThreadDelta, { board: 'b', thread: 10, after, latest, lang: 'en' });
    return cardOf(head);
  }

  it('tells of a thread by its first words, and shows its picture whole', async () => {
    const body: LivePost['body'] = [{ t: 'p', c: ['Whose <cat> is "this"?'] }];

    expect(await threadCard({ body, files: [aPhoto()] }, { subject: 'Cats' })).toMatchObject({
      description: 'Whose &lt;cat&gt; is &quot;this&quot;?',
      'og:site_name': 'Board',
      'og:type': 'article',
      'og:locale': 'en_GB',
      'og:title': '/b/ Cats',
      'og:description': 'Whose &lt;cat&gt; is &quot;this&quot;?',
      'og:url': `${ORIGIN}/b/thread/10`,
      canonical: `${ORIGIN}/b/thread/10`,
      'og:image': `${ORIGIN}/media/${aPhoto().name}`,
      'og:image:width': '1280',
      'og:image:height': '960',
      'og:image:alt': 'A picture from thread No. 10',
      'twitter:card': 'summary_large_image',
    });
  });

  it.each([
    ['a video', aVideo()],
    ['an AVIF', aPhoto({ mime: 'image/avif' })],
  ])('shows of %s the thumbnail, which is what crawlers can draw', async (_what, file) => {
    expect(await threadCard({ files: [file] })).toMatchObject({
      'og:image': `${ORIGIN}/media/${file.thumb.name}`,
      'og:image:width': String(file.thumb.width),
      'og:image:height': String(file.thumb.height),
    });
  });

  it('keeps what is hidden hidden', async () => {
    const body: LivePost['body'] = [{ t: 'p', c: ['It was ', { t: 'spoiler', c: ['the butler'] }] }];
    const card = await threadCard({ body, files: [aPhoto()], spoiler: true });

    expect(card['description']).toBe('It was █████');
    expect(card['twitter:card']).toBe('summary');
    expect(Object.keys(card).filter((name) => name.startsWith('og:image'))).toEqual([]);
  });

  it('says what the board is about where the first post has no words', async () => {
    expect((await threadCard({ body: [] }))['description']).toBe(aBoard().description);
  });

  it('leads from the end of a thread to the whole of it', async () => {
    expect(await threadCard({}, { latest: true })).toMatchObject({ canonical: `${ORIGIN}/b/thread/10` });
  });

  it('has no address and no picture where nobody said where the board is found', async () => {
    const card = await threadCard({ files: [aPhoto()] }, { at: nameless });

    expect(card).toMatchObject({ 'og:title': '/b/ Thread No. 10', 'twitter:card': 'summary' });
    expect(Object.keys(card)).not.toContain('canonical');
    expect(Object.keys(card).filter((name) => /url|image/.test(name))).toEqual([]);
  });

  it('draws no body for it', async () => {
    const op = aPost({ no: 20, files: [aPhoto()] });
    house.posts.put(aThread({ no: 20 }), [op]);
    await house.delta(20, 'en');
    const before = await house.bodiesDrawn('en');
    house.posts.put(aThread({ no: 20 }), [op, aPost({ no: 21, version: 2, bodyVersion: 2 })]);

    const { head } = await house.delta(20, 'en', { version: 1, no: 20 });

    expect(cardOf(head)['og:image']).toContain(aPhoto().name);
    expect((await house.bodiesDrawn('en')) - before).toBe(1);
  });

  it('tells of home, boards, catalogs and archives in the language of the page', async () => {
    house.posts.pages.set('b/2', aBoardPage({ page: 2, pages: 3 }));
    house.posts.catalogs.set('b/replies/1', aCatalog({ sort: 'replies' }));
    const card = async (
      input: Parameters<typeof house.ask<typeof GetPage.input, typeof GetPage.output>>[1],
    ) => cardOf((await house.ask(GetPage, input)).html);

    expect(await card({ page: 'home', lang: 'ru' })).toMatchObject({
      'og:type': 'website',
      'og:locale': 'ru_RU',
      'og:title': 'Борда',
      description: expect.stringContaining('Выберите доску') as string,
      canonical: `${ORIGIN}/`,
    });
    expect(await card({ page: 'board', board: 'b', number: 2, lang: 'en' })).toMatchObject({
      'og:title': '/b/ Random',
      description: aBoard().description,
      canonical: `${ORIGIN}/b/2`,
      'twitter:card': 'summary',
    });
    const catalog = { page: 'catalog', board: 'b', sort: 'replies', number: 1, lang: 'en' } as const;
    expect(await card(catalog)).toMatchObject({
      'og:title': 'Catalog of /b/',
      canonical: `${ORIGIN}/b/catalog?sort&#x3D;replies`,
    });
    expect(await card({ page: 'archive', board: 'b', number: 1, lang: 'en' })).toMatchObject({
      'og:title': 'Archive of /b/',
      canonical: `${ORIGIN}/b/archive`,
    });
  });

  it('has nothing for pages that are of no use to others', async () => {
    const error = { kind: 'not_found', reason: 'page_not_found' } as const;
    const { html } = await house.ask(GetErrorPage, { status: 404, error, lang: 'en' });

    expect(Object.keys(cardOf(html)).filter((name) => /description|og:/.test(name))).toEqual([]);
  });
});
