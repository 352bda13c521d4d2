import { gunzipSync } from 'node:zlib';
import { request } from 'node:http';
import { type House, noise, photo, startHouse, video, Visitor } from '@board/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe('pages', () => {
  let house: House;
  let thread: number;

  beforeAll(async () => {
    house = await startHouse({
      replicas: { gateway: 2, renderer: 2 },
      store: 's3',
      env: { posts: { FLOOD_REPLY_MS: '1', FLOOD_THREAD_MS: '1' } },
    });
    thread = (
      await visitor().post({ text: 'a thread to read', files: [await photo('home address'), noise()] })
    ).thread;
  });
  afterAll(() => house?.stop());

  const visitor = (gateway = 0): Visitor => new Visitor(house.url(gateway));

  it('are answered with 304 to those who have them, and anew once something was posted', async () => {
    const path = `/b/thread/${thread}`;
    const first = await visitor().fetch(path);
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^W\/"[a-z0-9]{12}-en-[a-z0-9]{8}\.\d+"$/);
    const again = await visitor().fetch(path, { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
    await visitor().post({ thread, text: 'something new' });
    await expect
      .poll(async () => (await visitor().fetch(path, { headers: { 'if-none-match': etag } })).status)
      .toBe(200);
  });

  it('are the same bytes for every reader of a language', async () => {
    const [one, two] = await Promise.all([visitor(0).text('/b/'), visitor(1).text('/b/')]);
    expect(one).toBe(two);
    expect(await new Visitor(house.url(), { lang: 'ru' }).text('/b/')).not.toBe(one);
  });

  it.each([0, 1])(
    'show the poster the new post at once on gateway %i, wherever it was sent',
    async (gateway) => {
      const person = new Visitor(house.url(1 - gateway));
      await visitor(gateway).text(`/b/thread/${thread}`);
      await person.post({ thread, text: `fresh for gateway ${gateway}` });
      const elsewhere = visitor(gateway);
      for (const [name, value] of person.cookies) elsewhere.cookies.set(name, value);
      expect(await elsewhere.text(`/b/thread/${thread}`)).toContain(`fresh for gateway ${gateway}`);
      expect(await elsewhere.text('/b/')).toContain(`fresh for gateway ${gateway}`);
    },
  );

  it('come compressed to those who can read that', async () => {
    const url = new URL(`/b/thread/${thread}`, house.url());
    const body = await new Promise<Buffer>((resolve, reject) => {
      request(url, { headers: { 'accept-encoding': 'gzip' } }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => resolve(Buffer.concat(parts)));
      })
        .on('error', reject)
        .end();
    });
    expect(gunzipSync(body).toString()).toContain('a thread to read');
  });

  it.each(['/', '/b/', 'thread', '/nowhere/', '/b/thread/999999'])(
    '%s carries the headers of a strict house',
    async (path) => {
      const response = await visitor().fetch(path === 'thread' ? `/b/thread/${thread}` : path);
      const policy = response.headers.get('content-security-policy') ?? '';
      expect(policy).toMatch(/default-src 'none'/);
      expect(policy).toMatch(/script-src 'self'/);
      expect(policy).not.toMatch(/unsafe|\*/);
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(response.headers.get('referrer-policy')).toBe('same-origin');
      expect(response.headers.get('x-powered-by')).toBeNull();
      expect(response.headers.get('vary')).toMatch(/accept-language/i);
    },
  );

  it.each([
    ['/b', '/b/'],
    ['/b/1', '/b/'],
  ])('%s leads to %s', async (from, to) => {
    const response = await visitor().fetch(from);
    expect([response.status, response.headers.get('location')]).toEqual([308, to]);
  });

  it('have twins in JSON', async () => {
    const json = async (path: string): Promise<unknown> => (await visitor().fetch(path)).json();
    expect(await json('/index.json')).toMatchObject({
      boards: [{ slug: 'b' }, { slug: 'pr' }, { slug: 'test' }],
    });
    expect(await json('/b/index.json')).toMatchObject({ page: 1, board: { slug: 'b' } });
    expect(await json(`/b/thread/${thread}.json`)).toMatchObject({
      thread: { no: thread },
      posts: expect.arrayContaining([expect.objectContaining({ no: thread })]) as unknown,
    });
  });

  it('of a board go on to the next when there are many threads', async () => {
    await Promise.all(
      Array.from({ length: 25 }, (_, i) => visitor(i % 2).post({ board: 'pr', text: `thread number ${i}` })),
    );
    await house.settle();
    const pages = await Promise.all(['/pr/', '/pr/2', '/pr/3'].map(async (path) => visitor().text(path)));
    for (let i = 0; i < 25; i += 1) {
      expect(pages.filter((page) => page.includes(`thread number ${i}<`))).toHaveLength(1);
    }
  });

  describe('files', () => {
    const linksOf = (page: string): string[] => [
      ...new Set([...page.matchAll(/(?:href|src)="(\/media\/[^"]+)"/g)].map(([, link]) => link ?? '')),
    ];

    it('are served for good, with nothing inside that the reader was not to see', async () => {
      const links = linksOf(await visitor().text(`/b/thread/${thread}`));
      expect(links).toHaveLength(4);
      for (const link of links) {
        const response = await visitor().fetch(link);
        expect(response.status).toBe(200);
        expect(response.headers.get('cache-control')).toMatch(/immutable/);
        expect(response.headers.get('x-accel-expires')).toBe('30');
        expect(response.headers.get('x-content-type-options')).toBe('nosniff');
        expect(response.headers.get('content-security-policy')).toMatch(/sandbox/);
        expect(Buffer.from(await response.arrayBuffer()).includes('home address')).toBe(false);
      }
    });

    it('can be read in parts, as players do', async () => {
      const person = visitor();
      await person.post({ thread, text: 'moving', files: [await video(3)] });
      const page = await person.text(`/b/thread/${thread}`);
      const link = linksOf(page).find((one) => one.endsWith('.webm')) ?? 'no link to the video';
      const whole = Buffer.from(await (await visitor().fetch(link)).arrayBuffer());
      const part = await visitor().fetch(link, { headers: { range: 'bytes=100-199' } });
      expect(part.status).toBe(206);
      expect(part.headers.get('content-range')).toBe(`bytes 100-199/${whole.length}`);
      expect(Buffer.from(await part.arrayBuffer())).toEqual(whole.subarray(100, 200));
      const beyond = await visitor().fetch(link, { headers: { range: `bytes=${whole.length}-` } });
      expect(beyond.status).toBe(416);
    });

    it('of the look are there for every page that names them', async () => {
      const page = await visitor().text('/b/');
      const assets = [...page.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map(([, link]) => link ?? '');
      expect(assets.length).toBeGreaterThanOrEqual(2);
      for (const asset of assets) {
        const response = await visitor(1).fetch(asset);
        expect(response.status).toBe(200);
        expect(response.headers.get('cache-control')).toMatch(/immutable/);
      }
    });
  });
});
