import { GetErrorPage, GetForm, GetPage } from '@board/contracts';
import { until } from '@board/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RendererHouse } from './renderer.house.ts';
import { aBoard, aBoardPage, aCatalog, aPhoto, aPreview, aPost, aThread } from './views.ts';

describe('pages and forms', () => {
  let house: RendererHouse;

  beforeAll(async () => {
    house = await RendererHouse.start();
  });
  beforeEach(() => {
    house.posts.down = false;
  });
  afterAll(() => house?.stop());

  it('draws home with every board, at the version of the boards', async () => {
    house.posts.boards = [aBoard({ version: 3 }), aBoard({ slug: 'pr', title: 'Programming', version: 4 })];

    const { html, epoch, version } = await house.ask(GetPage, { page: 'home', lang: 'ru' });

    expect({ epoch, version }).toEqual({ epoch: 'k3v9x2ab', version: 7 });
    expect(html).toMatch(/^<!DOCTYPE html>\n<html lang="ru">/);
    expect(html).toContain('href="/pr/"');
    expect(html).toContain('21 тред');
  });

  it('draws a page of a board, each link leading into its thread', async () => {
    const op = aPost({ no: 5, backlinks: [9] });
    const preview = aPreview({
      thread: aThread({ no: 5 }),
      op,
      last: [aPost({ no: 9, cites: [5] })],
      cut: [9],
    });
    house.posts.pages.set('b/2', aBoardPage({ page: 2, pages: 3, version: 12, threads: [preview] }));

    const { html, version } = await house.ask(GetPage, { page: 'board', board: 'b', number: 2, lang: 'en' });

    expect(version).toBe(12);
    expect(html).toContain('<article class="post op" id="p5" data-no="5">');
    expect(html).toContain('<a class="cite" href="/b/thread/5#p9">&gt;&gt;9</a>');
    expect(html).toContain('href="/b/thread/5#p9">Read the whole post</a>');
    expect(html).toContain('<form id="post-form" method="post" action="/b/post"');
  });

  it('draws a catalog in the order that it was asked for, with a link to every other', async () => {
    const cards = [
      { thread: aThread({ no: 5, subject: 'Cats', replies: 21 }), op: aPost({ no: 5, files: [aPhoto()] }) },
      { thread: aThread({ no: 4 }), op: aPost({ no: 4, body: [{ t: 'p', c: ['No subject here'] }] }) },
    ];
    house.posts.catalogs.set('b/replies/1', aCatalog({ version: 13, sort: 'replies', pages: 2, cards }));

    const ask = { page: 'catalog', board: 'b', sort: 'replies', number: 1, lang: 'ru' } as const;
    const { html, version } = await house.ask(GetPage, ask);

    expect(version).toBe(13);
    expect(html).toMatch(/<h2><a href="\/b\/thread\/5">Cats<\/a><\/h2>[^]*21 ответ[^]*No subject here/);
    expect(html).toContain('href="/b/catalog?sort&#x3D;replies" aria-current="true"');
    expect(html).toContain('href="/b/catalog"');
    expect(html).toContain('href="/b/catalog?sort&#x3D;replies&amp;page&#x3D;2"');
  });

  it('hands on why there is no such page', async () => {
    const ask = (board: string) => house.ask(GetPage, { page: 'board', board, number: 7, lang: 'en' });

    await expect(ask('nope')).rejects.toMatchObject({ reason: 'board_not_found' });
    await expect(ask('b')).rejects.toMatchObject({ reason: 'page_not_found' });
  });

  it('draws a refused form with everything that was typed and accepted', async () => {
    const { html } = await house.ask(GetForm, {
      as: 'fragment',
      board: 'b',
      thread: 5,
      lang: 'en',
      values: { text: '</textarea><script>', subject: '"quoted"', sage: true },
      files: [{ token: 'sealed', mime: 'image/png', width: 10, height: 20, bytes: 2048 }],
      error: { kind: 'rate_limited', reason: 'flood', details: { retryMs: 2_400 } },
    });

    expect(html).toMatch(/^<form id="post-form"[^]*<\/form>\s*$/);
    expect(html).toContain('Wait 3 seconds and send again.');
    expect(html).toContain('&lt;/textarea&gt;&lt;script&gt;');
    expect(html).toContain('value="&quot;quoted&quot;"');
    expect(html).toMatch(/name="sage" value="1" checked/);
    expect(html).toMatch(/name="token" value="sealed" checked[^]*PNG 10×20, 2 kB/);
  });

  it('draws a form for a browser without a script as a page', async () => {
    const { html } = await house.ask(GetForm, { as: 'page', board: 'b', thread: null, lang: 'ru' });

    expect(html).toMatch(/^<!DOCTYPE html>/);
    expect(html).toContain('Новый тред на /b/');
  });

  it('draws forms and errors while posts does not answer', async () => {
    await house.ask(GetForm, { as: 'fragment', board: 'b', thread: 5, lang: 'en' });
    house.posts.down = true;

    const error = { kind: 'unavailable', reason: 'unavailable' } as const;
    const form = await house.ask(GetForm, { as: 'fragment', board: 'b', thread: 5, lang: 'en', error });
    const page = await house.ask(GetErrorPage, { status: 503, error, back: '/b/', lang: 'en' });

    expect(form.html).toContain('role="alert"');
    expect(page.html).toContain('503');
    expect(page.html).toContain('<a class="button" href="/b/">');
  });

  it('knows a board that was opened a moment ago', async () => {
    await house.ask(GetForm, { as: 'fragment', board: 'b', thread: null, lang: 'en' });
    house.posts.boards = [...house.posts.boards, aBoard({ slug: 'new', title: 'New' })];

    const { html } = await house.ask(GetForm, { as: 'fragment', board: 'new', thread: null, lang: 'en' });

    expect(html).toContain('action="/new/post"');
    await expect(
      house.ask(GetForm, { as: 'fragment', board: 'nope', thread: null, lang: 'en' }),
    ).rejects.toMatchObject({ reason: 'board_not_found' });
  });

  it('answers nobody who asks for another look', async () => {
    const asked = house.rpc.call(GetPage, { page: 'home', lang: 'en' }, { to: 'zzzzzzzzzzzz', attempts: 1 });

    await expect(asked).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('published what its pages ask for before it was ready', async () => {
    const { html } = await house.ask(GetPage, { page: 'home', lang: 'en' });
    const asked = [...html.matchAll(/\/static\/([^"]+)/g)].map((found) => `static/${found[1]}`);
    const store = await house.store();

    expect(asked).toHaveLength(6);
    for (const name of asked) expect((await store.stat(name)).bytes).toBeGreaterThan(100);
  });

  it('stops with 0 and comes back with the same look', async () => {
    expect(await house.renderer.stop()).toBe(0);
    await house.renderer.start();

    await until('the renderer answers on its look', () =>
      house.ask(GetErrorPage, {
        status: 404,
        error: { kind: 'not_found', reason: 'page_not_found' },
        lang: 'en',
      }),
    );
  });
});
