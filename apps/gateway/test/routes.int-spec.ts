import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { until } from '@board/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Raw } from './raw.ts';
import { board, EPOCH, LOOK, Stand } from './stand.ts';

const MEDIA = `${'a'.repeat(64)}.${randomUUID()}.png`;
const BYTES = Buffer.from('0123456789'.repeat(10));

/** Every route of the gateway as its controllers write it, with an address of it; what it is for, and whether its length is known. */
const READ: Record<string, { path: string; endless?: true; parts?: true }> = {
  '': { path: '/' },
  'robots.txt': { path: '/robots.txt' },
  'favicon.ico': { path: '/favicon.ico', parts: true },
  'apple-touch-icon.png': { path: '/apple-touch-icon.png', parts: true },
  'static/:look/:name': { path: `/static/${LOOK}/site.css`, parts: true },
  'media/:name': { path: `/media/${MEDIA}`, parts: true },
  'index.json': { path: '/index.json' },
  ':board': { path: '/b/' },
  ':board/:number': { path: '/b/2' },
  ':board/catalog': { path: '/b/catalog' },
  ':board/catalog.json': { path: '/b/catalog.json' },
  ':board/feed.atom': { path: '/b/feed.atom' },
  ':board/archive': { path: '/b/archive' },
  ':board/archive/:number': { path: '/b/archive/2' },
  ':board/archive.json': { path: '/b/archive.json' },
  ':board/archive/:number.json': { path: '/b/archive/2.json' },
  ':board/:page.json': { path: '/b/index.json' },
  ':board/thread/:thread': { path: '/b/thread/5' },
  ':board/thread/:no.json': { path: '/b/thread/5.json' },
  ':board/thread/:thread/last': { path: '/b/thread/5/last' },
  ':board/thread/:no/last.json': { path: '/b/thread/5/last.json' },
  ':board/thread/:thread/feed.atom': { path: '/b/thread/5/feed.atom' },
  ':board/thread/:thread/live': { path: `/b/thread/5/live?since=${EPOCH}.3`, endless: true },
};
const SENT: Record<string, string> = {
  lang: '/lang',
  ':board/post': '/b/post',
  ':board/delete': '/b/delete',
  ':board/thread/:thread/post': '/b/thread/5/post',
};

/** Routes in the sources, as `GET :board` and the like. */
function routesInSource(verb: string): string[] {
  const src = join(import.meta.dirname, '../src');
  return globSync('**/*.controller.ts', { cwd: src }).flatMap((file) => {
    const text = readFileSync(join(src, file), 'utf8');
    const prefix = /@Controller\('([^']*)'\)/.exec(text)?.[1] ?? '';
    return [...text.matchAll(new RegExp(`@${verb}\\(([^)]*)\\)`, 'g'))].flatMap(([, given = '']) => {
      const paths = [...given.matchAll(/'([^']*)'/g)].map(([, path = '']) => path);
      return (paths.length > 0 ? paths : ['']).map((path) => [prefix, path].filter(Boolean).join('/'));
    });
  });
}

interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

let stand: Stand;

/** One request, byte for byte, and all of its answer. */
async function ask(method: string, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  const raw = await Raw.open(stand.url);
  const lines = Object.entries({ host: 'h', connection: 'close', ...headers }).map(([k, v]) => `${k}: ${v}`);
  raw.say(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
  await until('it is answered', () => raw.closed);
  const [head = '', body = ''] = raw.text.split(/\r\n\r\n(.*)/s);
  const [, ...pairs] = head.toLowerCase().split('\r\n');
  return {
    status: raw.statuses[0] ?? 0,
    headers: Object.fromEntries(pairs.map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string])),
    body,
  };
}

beforeAll(async () => {
  stand = await Stand.start();
  await stand.store.put(`files/${MEDIA}`, BYTES, { bytes: 100, mime: 'image/png' });
  for (const [name, mime] of [
    ['site.css', 'text/css'],
    ['favicon.ico', 'image/x-icon'],
    ['apple-touch-icon.png', 'image/png'],
  ] as const)
    await stand.store.put(`static/${LOOK}/${name}`, BYTES, { bytes: 100, mime });
});
beforeEach(() => {
  stand.furnish();
  const stamp = { epoch: EPOCH, version: 3 };
  stand.answer(`rpc.renderer.page.get.${LOOK}`, () => ({ ...stamp, html: '<h1>a page</h1>' }));
  stand.answer(`rpc.renderer.thread.delta.${LOOK}`, () => ({
    ...{ ...stamp, boardVersion: 3, gone: false, head: '<h1>', state: '', tail: '</h1>' },
    ...{ fragments: [], upTo: 3 },
  }));
  stand.answer('rpc.posts.board.page', () => ({ ...stamp, board, page: 1, pages: 1, threads: [] }));
  stand.answer('rpc.posts.board.catalog', () => ({
    ...{ ...stamp, board, sort: 'bump', page: 1, pages: 1, cards: [] },
  }));
  stand.answer('rpc.posts.board.archive', () => ({ ...stamp, board, page: 1, pages: 1, threads: [] }));
  stand.answer('rpc.posts.thread.changes', () => ({
    ...{ ...stamp, boardVersion: 3, posts: [], upTo: 3 },
    thread: {
      ...{ board: 'b', no: 5, version: 3, subject: '', locked: false, bumping: true, replies: 0, files: 0 },
      ...{ createdAt: '2026-01-01T00:00:00.000Z', bumpedAt: '2026-01-01T00:00:00.000Z' },
    },
  }));
});
afterAll(() => stand?.stop());

it('no route is left out below', () => {
  expect(Object.keys(READ).toSorted()).toEqual(routesInSource('Get').toSorted());
  expect(Object.keys(SENT).toSorted()).toEqual(routesInSource('Post').toSorted());
});

const read = Object.values(READ);
const whole = read.filter(({ endless }) => !endless);
const inParts = read.filter(({ parts }) => parts);
const sent = Object.values(SENT).map((path) => ({ path }));

describe('what is read', () => {
  it.each(whole)(
    '$path - has the same headers for HEAD as for GET, its length too, and no body',
    async ({ path }) => {
      const get = await ask('GET', path);
      const head = await ask('HEAD', path);
      expect(get.status).toBe(200);
      expect(head).toEqual({
        status: 200,
        headers: { ...get.headers, date: head.headers['date'] },
        body: '',
      });
      expect(Number(head.headers['content-length'])).toBe(get.body.length);
    },
  );

  it('a stream - tells HEAD what it is and ends', async () => {
    const { path } = read.find(({ endless }) => endless) as { path: string };
    const head = await ask('HEAD', path);
    expect([head.status, head.headers['content-type'], head.body]).toEqual([
      ...[200, 'text/event-stream; charset=utf-8', ''],
    ]);
  });

  it.each(read)('$path - tells OPTIONS what it takes', async ({ path }) => {
    const { status, headers, body } = await ask('OPTIONS', path);
    expect([status, headers['allow'], body]).toEqual([204, 'get, head, options', '']);
  });

  it.each(read)('$path - takes nothing else', async ({ path }) => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
      const { status, headers } = await ask(method, path, { 'content-length': '0' });
      expect([method, status, headers['allow']]).toEqual([method, 405, 'get, head, options']);
    }
  });

  it.each(inParts)('$path - comes in parts', async ({ path }) => {
    const all = await ask('GET', path);
    const part = await ask('GET', path, { range: 'bytes=10-14' });
    const bytes = Number(all.headers['content-length']);
    expect([part.status, part.body]).toEqual([206, all.body.slice(10, 15)]);
    expect(part.headers).toMatchObject({ 'content-range': `bytes 10-14/${bytes}`, 'content-length': '5' });
    expect(all.headers['accept-ranges']).toBe('bytes');
    const etag = all.headers['etag'] as string;
    expect((await ask('GET', path, { range: 'bytes=0-0', 'if-range': etag })).status).toBe(206);
    expect((await ask('GET', path, { range: 'bytes=0-0', 'if-range': '"other"' })).status).toBe(200);
    const beyond = await ask('GET', path, { range: 'bytes=900-' });
    expect([beyond.status, beyond.headers['content-range']]).toEqual([416, `bytes */${bytes}`]);
  });
});

describe('what is sent to', () => {
  it.each(sent)('$path - tells OPTIONS what it takes', async ({ path }) => {
    const { status, headers, body } = await ask('OPTIONS', path);
    expect([status, headers['allow'], body]).toEqual([204, 'post, options', '']);
  });

  it.each(sent)('$path - cannot be read', async ({ path }) => {
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE']) {
      const { status, headers } = await ask(method, path);
      expect([method, status, headers['allow']]).toEqual([method, 405, 'post, options']);
    }
  });
});

describe('what machines ask for unseen', () => {
  it('robots.txt - lets pages be read, and no forms, streams or JSON', async () => {
    const { headers, body } = await ask('GET', '/robots.txt');
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    const refused = [...body.matchAll(/^Disallow: (.*)$/gm)].map(([, pattern = '']) => asRule(pattern));
    const may = (path: string): boolean => !refused.some((rule) => rule.test(path));
    const refusedPaths = ['/b/post', '/b/thread/5/post', '/lang', '/b/thread/5/live?since=x', '/index.json'];
    expect(refusedPaths.filter(may)).toEqual([]);
    const open = [
      '/',
      '/b/',
      '/b/2',
      '/b/thread/5',
      '/b/thread/51',
      '/b/feed.atom',
      '/b/thread/5/feed.atom',
      `/media/${MEDIA}`,
      '/language/',
      '/live/',
    ];
    expect(open.filter((path) => !may(path))).toEqual([]);
  });

  it('icons - are those of the look, kept for a day, and compressed no further', async () => {
    for (const path of ['/favicon.ico', '/apple-touch-icon.png']) {
      const { headers, body } = await ask('GET', path, { 'accept-encoding': 'br, gzip' });
      expect(headers).toMatchObject({ 'cache-control': 'public, max-age=86400', etag: `"${LOOK}"` });
      expect([headers['content-encoding'], body]).toEqual([undefined, BYTES.toString()]);
    }
  });
});

/** A pattern of robots.txt as RFC 9309 reads it: from the start, `*` for anything, `$` for the end. */
function asRule(pattern: string): RegExp {
  const escaped = pattern.replaceAll(/[.?+]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${escaped}`);
}
