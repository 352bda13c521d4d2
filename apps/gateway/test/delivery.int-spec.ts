import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { randomBytes, randomUUID } from 'node:crypto';
import { until, Visitor } from '@board/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Raw } from './raw.ts';
import { board, EPOCH, fileView, LOOK, Refusal, Stand } from './stand.ts';

const MB = 1024 * 1024;

let stand: Stand;
let visitor: Visitor;

beforeAll(async () => {
  stand = await Stand.start();
});
beforeEach(() => {
  stand.furnish();
  visitor = new Visitor(() => stand.url);
});
afterAll(() => stand?.stop());

/** Says something on a connection of its own and gives what came back, head and body. */
async function ask(text: string): Promise<{ head: string; body: string }> {
  const raw = await Raw.open(stand.url);
  raw.say(text);
  await until('it is answered', () => raw.text.includes('\r\n\r\n'));
  const [head = '', body = ''] = raw.text.split('\r\n\r\n');
  raw.hangUp();
  return { head, body };
}

async function stored(bytes: Buffer, extension = 'png'): Promise<string> {
  const name = `${'a'.repeat(64)}.${randomUUID()}.${extension}`;
  const mime =
    { png: 'image/png', jpg: 'image/jpeg', webp: 'image/webp', webm: 'video/webm' }[extension] ?? '';
  await stand.store.put(`files/${name}`, bytes, { bytes: bytes.length, mime });
  return name;
}

describe('the headers of every answer', () => {
  const SECURITY = {
    'content-security-policy':
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  };
  const headersOf = (response: Response) => Object.fromEntries(response.headers);

  beforeAll(async () => {
    await stand.store.put(`static/${LOOK}/site.css`, Buffer.from('a{color:red}'), {
      bytes: 12,
      mime: 'text/css',
    });
  });

  it.each([
    ['an error page', '/.env', {}],
    ['a wrong method', '/', { method: 'PUT' }],
    ['a form from elsewhere', '/b/post', { method: 'POST', headers: { origin: 'https://evil.example' } }],
    ['a bad URL', '/%zz', {}],
    ['an asset', `/static/${LOOK}/site.css`, {}],
    ['OPTIONS', '/', { method: 'OPTIONS' }],
  ] as const)('%s has them all', async (_case, path, init) => {
    expect(headersOf(await visitor.fetch(path, init))).toMatchObject(SECURITY);
  });

  it('JSON may be read from anywhere', async () => {
    expect(headersOf(await visitor.fetch('/index.json'))).toMatchObject({
      ...SECURITY,
      'cross-origin-resource-policy': 'cross-origin',
      'access-control-allow-origin': '*',
    });
  });

  it('a file is nothing but a file', async () => {
    const name = await stored(Buffer.from('x'));
    expect(headersOf(await visitor.fetch(`/media/${name}`))).toMatchObject({
      ...SECURITY,
      'content-security-policy': "sandbox; default-src 'none'",
      'content-type': 'image/png',
      'content-disposition': 'inline',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-accel-expires': '30',
    });
  });

  it('no answer says what it was made with', async () => {
    const response = await visitor.fetch('/.env');
    expect([response.headers.get('server'), response.headers.get('x-powered-by')]).toEqual([null, null]);
  });
});

describe('media', () => {
  const bytes = randomBytes(1_000);

  it.each([
    ['no range', {}, 200, bytes, null],
    ['the first byte', { range: 'bytes=0-0' }, 206, bytes.subarray(0, 1), 'bytes 0-0/1000'],
    ['the middle', { range: 'bytes=100-199' }, 206, bytes.subarray(100, 200), 'bytes 100-199/1000'],
    ['from somewhere', { range: 'bytes=990-' }, 206, bytes.subarray(990), 'bytes 990-999/1000'],
    ['the end', { range: 'bytes=-10' }, 206, bytes.subarray(990), 'bytes 990-999/1000'],
    ['beyond the end', { range: 'bytes=990-5000' }, 206, bytes.subarray(990), 'bytes 990-999/1000'],
    ['several ranges', { range: 'bytes=0-1,5-6' }, 200, bytes, null],
    ['a range of another version', { range: 'bytes=0-1', 'if-range': '"other"' }, 200, bytes, null],
    ['a range that starts behind the end', { range: 'bytes=1000-' }, 416, Buffer.alloc(0), 'bytes */1000'],
  ])('%s', async (_case, headers, status, expected, contentRange) => {
    const name = await stored(bytes);
    const response = await visitor.fetch(`/media/${name}`, { headers: headers as Record<string, string> });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-range')).toBe(contentRange);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(expected);
  });

  it('that the browser has is not sent again', async () => {
    const name = await stored(bytes);
    const first = await visitor.fetch(`/media/${name}`);
    const etag = first.headers.get('etag') ?? '';
    expect((await visitor.fetch(`/media/${name}`, { headers: { 'if-none-match': etag } })).status).toBe(304);
  });

  it('that was deleted is 404 even to a browser that has it', async () => {
    const name = await stored(bytes);
    await stand.store.delete(`files/${name}`);
    expect(
      (await visitor.fetch(`/media/${name}`, { headers: { 'if-none-match': `"${name}"` } })).status,
    ).toBe(404);
  });

  it.each(['jpg', 'png', 'webp', 'webm'])('of kind %s says what it is', async (extension) => {
    const response = await visitor.fetch(`/media/${await stored(bytes, extension)}`);
    expect(response.headers.get('content-type')).toBe(
      extension === 'webm' ? 'video/webm' : `image/${extension === 'jpg' ? 'jpeg' : extension}`,
    );
  });

  it('a thumbnail comes from its own folder', async () => {
    const { name } = fileView('b'.repeat(64)).thumb;
    await stand.store.put(`thumbs/${name}`, bytes, { bytes: 1_000, mime: 'image/webp' });
    expect((await visitor.fetch(`/media/${name}`)).status).toBe(200);
  });

  it('what waits to be checked, or was taken to the trash, cannot be had', async () => {
    const name = await stored(bytes);
    await stand.store.move(`files/${name}`, `trash/${name}`);
    const key = randomUUID();
    await stand.store.put(`incoming/${key}`, bytes, { bytes: 1_000, mime: 'application/octet-stream' });
    for (const path of [
      `/media/${name}`,
      `/media/${key}`,
      `/media/..%2fincoming%2f${key}`,
      `/media/incoming/${key}`,
    ]) {
      expect((await visitor.fetch(path)).status).toBe(404);
    }
  });

  it('HEAD has the headers and no body', async () => {
    const name = await stored(bytes);
    const { head, body } = await ask(`HEAD /media/${name} HTTP/1.1\r\nhost: h\r\n\r\n`);
    expect(head).toMatch(/^HTTP\/1\.1 200 /);
    expect(head.toLowerCase()).toContain('content-length: 1000');
    expect(body).toBe('');
  });

  it('of any size is streamed with flat memory', { timeout: 90_000 }, async () => {
    const name = await stored(randomBytes(120 * MB), 'webm');
    const drink = async (): Promise<number> => {
      let total = 0;
      for await (const chunk of (await visitor.fetch(`/media/${name}`))
        .body as unknown as AsyncIterable<Uint8Array>)
        total += chunk.length;
      return total;
    };
    await drink();
    const before = await stand.memory();
    let peak = before;
    const watch = setInterval(() => void stand.memory().then((now) => (peak = Math.max(peak, now))), 20);
    expect(await drink()).toBe(120 * MB);
    clearInterval(watch);
    expect(peak - before).toBeLessThan(60 * MB);
  });
});

describe('the files of a look', () => {
  const css = `a{color:red}`.repeat(200);

  beforeAll(() =>
    stand.store.put(`static/${LOOK}/big.css`, Buffer.from(css), { bytes: css.length, mime: 'text/css' }),
  );

  const get = async (encoding: string) => {
    const { head, body } = await ask(
      `GET /static/${LOOK}/big.css HTTP/1.1\r\nhost: h\r\naccept-encoding: ${encoding}\r\nconnection: close\r\n\r\n`,
    );
    return { head: head.toLowerCase(), body: Buffer.from(body, 'latin1') };
  };

  it('are kept for ever by browsers', async () => {
    const response = await visitor.fetch(`/static/${LOOK}/big.css`);
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(response.headers.get('content-type')).toBe('text/css; charset=utf-8');
    expect(response.headers.get('vary')).toBe('Accept-Encoding');
    expect(await response.text()).toBe(css);
  });

  it('come compressed to those who can read it', async () => {
    const [br, gzip, plain] = await Promise.all([get('br, gzip'), get('gzip'), get('identity')]);
    expect(brotliDecompressSync(br.body).toString()).toBe(css);
    expect(gunzipSync(gzip.body).toString()).toBe(css);
    expect(plain.body.toString()).toBe(css);
    expect(br.head).toContain('content-encoding: br');
    expect(plain.head).not.toContain('content-encoding');
  });

  it('are served while open pages still show an older look', async () => {
    await stand.store.put('static/look00000000/old.css', Buffer.from('old'), { bytes: 3, mime: 'text/css' });
    expect(await visitor.text('/static/look00000000/old.css')).toBe('old');
  });
});

describe('a look that nobody answers for any more', () => {
  it('is left for the one that answers, and an error page comes in that', async () => {
    await visitor.fetch('/first/thread/x');
    stand.silence('rpc.renderer');
    const next = 'look00000002';
    stand.answer('rpc.renderer.look.get', () => ({ look: next, assets: [] }));
    stand.answer(`rpc.renderer.error.get.${next}`, () => ({ html: 'in the new look' }));
    expect(await visitor.text('/second/thread/x')).toBe('in the new look');
    expect(await visitor.text('/first/thread/x')).toBe('in the new look');
    stand.silence('rpc.renderer');
    stand.furnish();
    await until('the gateway is back', async () =>
      (await visitor.text(`/x${Date.now()}/thread/x`)).startsWith('<h1>'),
    );
  });
});

describe('the JSON twins of pages', () => {
  const post = (no: number, version: number) => ({ gone: true, no, version });
  const thread = {
    board: 'b',
    no: 5,
    version: 9,
    subject: '',
    createdAt: '2026-01-01T00:00:00.000Z',
    bumpedAt: '2026-01-01T00:00:00.000Z',
    locked: false,
    bumping: true,
    replies: 2,
    files: 0,
  };

  it('of home has the boards, and an ETag of the version', async () => {
    const response = await visitor.fetch('/index.json');
    expect(response.headers.get('etag')).toBe(`W/"json-${EPOCH}.3"`);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await response.json()).toMatchObject({ epoch: EPOCH, version: 3, boards: [board, {}] });
    expect(
      (await visitor.fetch('/index.json', { headers: { 'if-none-match': `W/"json-${EPOCH}.3"` } })).status,
    ).toBe(304);
  });

  it('of a board asks for its page', async () => {
    stand.answer('rpc.posts.board.page', ({ page }) => ({
      epoch: EPOCH,
      version: 3,
      board,
      page,
      pages: 9,
      threads: [],
    }));
    expect(await (await visitor.fetch('/b/2.json')).json()).toMatchObject({ page: 2 });
    expect(await (await visitor.fetch('/b/index.json')).json()).toMatchObject({ page: 1 });
    expect((await visitor.fetch('/b/0.json')).status).toBe(404);
  });

  it('of a thread has all its posts once, in order, however many pages posts needs', async () => {
    stand.answer('rpc.posts.thread.changes', ({ after }) => {
      const base = { epoch: EPOCH, version: 9, boardVersion: 30, thread };
      return (after as { version: number }).version === 0
        ? { ...base, posts: [post(7, 2), post(5, 3)], next: { version: 3, no: 5 } }
        : { ...base, posts: [post(6, 8), post(7, 9)], upTo: 9 };
    });
    const twin = (await (await visitor.fetch('/b/thread/5.json')).json()) as {
      posts: { no: number; version: number }[];
    };
    expect(twin).toMatchObject({ epoch: EPOCH, version: 9, boardVersion: 30, thread: { no: 5 } });
    expect(twin.posts.map(({ no, version }) => [no, version])).toEqual([
      [5, 3],
      [6, 8],
      [7, 9],
    ]);
  });

  it('of a deleted thread is gone', async () => {
    stand.answer('rpc.posts.thread.changes', () => ({
      epoch: EPOCH,
      version: 9,
      boardVersion: 30,
      thread: null,
      posts: [],
      upTo: 9,
    }));
    const response = await visitor.fetch('/b/thread/5.json');
    expect(response.status).toBe(410);
    expect(await response.json()).toEqual({
      error: { kind: 'gone', reason: 'thread_gone', message: 'The thread was deleted' },
    });
  });

  it('asked for by many at once is asked for once', async () => {
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    stand.answer('rpc.posts.board.page', async () => {
      await gate;
      return { epoch: EPOCH, version: 3, board, page: 1, pages: 1, threads: [] };
    });
    // All in one packet, so that none comes after the answer to the first.
    const raw = await Raw.open(stand.url);
    raw.say('GET /b/index.json HTTP/1.1\r\nhost: h\r\n\r\n'.repeat(20));
    await until('it was asked for', () => stand.asked('rpc.posts.board.page').length > 0);
    release();
    await until('all are answered', () => raw.statuses.length === 20);
    raw.hangUp();
    expect(new Set(raw.statuses)).toEqual(new Set([200]));
    expect(stand.asked('rpc.posts.board.page')).toHaveLength(1);
  });

  it('is kept until the feed tells of something newer on its board', async () => {
    await stand.openStream();
    let version = 40;
    stand.answer('rpc.posts.board.page', () => ({
      epoch: EPOCH,
      version,
      board,
      page: 1,
      pages: 1,
      threads: [],
    }));
    const seen = async () =>
      ((await (await visitor.fetch('/b/index.json')).json()) as { version: number }).version;
    await until('the feed flows', async () => {
      await stand.tell({ thread: 5, version: 9, boardVersion: 40 });
      const before = stand.asked('rpc.posts.board.page').length;
      await seen();
      await seen();
      return stand.asked('rpc.posts.board.page').length === before;
    });
    version = 41;
    expect(await seen()).toBe(40);
    await stand.tell({ thread: 5, version: 10, boardVersion: 41 });
    await until('the newer version is there', async () => (await seen()) === 41);
  });

  it('says in JSON what is wrong', async () => {
    stand.answer('rpc.posts.board.page', () => {
      throw new Refusal('board_not_found', { board: 'nope' });
    });
    const response = await visitor.fetch('/nope/index.json');
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { kind: 'not_found', reason: 'board_not_found' } });
  });
});
