import { request } from 'node:http';
import {
  bomb,
  formOf,
  type House,
  noise,
  photo,
  type Sample,
  startHouse,
  strip,
  truncated,
  video,
  Visitor,
} from '@board/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe('what the board refuses', () => {
  let house: House;
  let thread: number;

  beforeAll(async () => {
    house = await startHouse({ env: { posts: { FLOOD_REPLY_MS: '1', FLOOD_THREAD_MS: '1' } } });
    thread = (await visitor().post({ text: 'a thread to be refused in' })).thread;
  });
  afterAll(() => house?.stop());

  const visitor = (lang = 'en'): Visitor => new Visitor(house.url(), { lang });

  async function refused(answer: Promise<Response>, status: number, words: RegExp): Promise<string> {
    const response = await answer;
    const html = await response.text();
    expect(strip(html)).toMatch(words);
    expect(response.status).toBe(status);
    return html;
  }

  const text = 'my carefully written words';

  it('an empty post', async () => {
    await refused(visitor().send({ thread, text: '  \n ' }), 422, /empty post cannot be sent/i);
  });

  it('a text that is too long, and gives it back', async () => {
    const long = `${text} ${'x'.repeat(30_000)}`;
    const html = await refused(
      visitor().send({ thread, text: long }),
      422,
      /text has [\d,]+ characters; this board takes [\d,]+/i,
    );
    expect(html).toContain(long);
  });

  it('says so in Russian to a Russian', async () => {
    await refused(
      visitor('ru').send({ thread, text: 'я'.repeat(30_000) }),
      422,
      /В тексте знаков: .*можно не больше/,
    );
  });

  it('too many files', async () => {
    const files = Array.from({ length: 12 }, () => noise());
    const html = await refused(visitor().send({ thread, text, files }), 422, /12 files are attached/i);
    expect(html).toContain(text);
  });

  it('a file that is too big', async () => {
    const file: Sample = { name: 'big.png', type: 'image/png', bytes: Buffer.alloc(60 * 1024 * 1024) };
    const html = await refused(
      visitor().send({ thread, text, files: [file] }),
      413,
      /File 1 is [\d.]+ .*this board takes/i,
    );
    expect(html).toContain(text);
  });

  it('a file of another kind, whatever it is called', async () => {
    const page = Buffer.from('<!doctype html><script>alert(1)</script>');
    const file: Sample = { name: 'cat.jpg', type: 'image/jpeg', bytes: page };
    const html = await refused(visitor().send({ thread, text, files: [file] }), 415, /not accepted/i);
    expect(html).toContain(text);
  });

  it('a file of no bytes', async () => {
    const file: Sample = { name: 'cat.png', type: 'image/png', bytes: Buffer.alloc(0) };
    await refused(visitor().send({ thread, text, files: [file] }), 422, /File 1 is empty/i);
  });

  it.each([
    ['photo', async () => truncated(await photo())],
    ['video', async () => truncated(await video())],
    ['picture', () => Promise.resolve(truncated(noise(300, 200)))],
  ])('a %s that is cut off', async (_, make) => {
    const html = await refused(
      visitor().send({ thread, text, files: [await make()] }),
      422,
      /damaged|incomplete/i,
    );
    expect(html).toContain(text);
  });

  it('a picture that would unpack to far more than it weighs', async () => {
    await refused(visitor().send({ thread, text, files: [bomb()] }), 413, /pixels/i);
  });

  it.each([
    ['without a script', {}],
    ['with one', { headers: { 'hx-request': 'true' } }],
  ])('keeps the good files of a form whose other file is bad, %s', async (_, how) => {
    const person = visitor();
    const bad: Sample = { name: 'bad.png', type: 'image/png', bytes: Buffer.from('no picture') };
    const tokensIn = (html: string): string[] =>
      [...html.matchAll(/name="token"[^>]*value="([^"]+)"/g)].map(([, token]) => token ?? '');
    const once = await refused(
      person.send({ thread, text, files: [noise(), bad] }, how),
      415,
      /File 2 is of a kind that is not accepted/,
    );
    expect(tokensIn(once)).toHaveLength(1);
    // Attached files come first in the form, so the first that is chosen now is its second.
    const twice = await refused(
      person.send({ thread, text, tokens: tokensIn(once), files: [bad, noise()] }, how),
      415,
      /File 2 is of a kind that is not accepted/,
    );
    expect(tokensIn(twice)).toHaveLength(2);
    const { no } = await person.post({ thread, text, tokens: tokensIn(twice) });
    const page = await person.text(`/b/thread/${thread}`);
    const article = new RegExp(`<article[^>]*id="p${no}".*?</article>`, 's').exec(page)?.[0];
    expect(article?.match(/<img/g)).toHaveLength(2);
  });

  it('an attached file of somebody else', async () => {
    const bad: Sample = { name: 'bad.png', type: 'image/png', bytes: Buffer.from('no picture') };
    const html = await (await visitor().send({ thread, text, files: [noise(), bad] })).text();
    const token = /name="token"[^>]*value="([^"]+)"/.exec(html)?.[1] ?? '';
    expect(token).not.toBe('');
    await refused(visitor().send({ thread, text, tokens: [token] }), 422, /attach it again/i);
  });

  it('a reply where there is no thread, and a thread where there is no board', async () => {
    await refused(visitor().send({ thread: 999_999, text }), 404, /no thread No. 999999/i);
    await refused(visitor().send({ board: 'nowhere', text }), 404, /no board \/nowhere\//i);
  });

  it('a form broken off in the middle', async () => {
    const body = '--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nhalf a wo';
    await refused(
      visitor().fetch(`/b/thread/${thread}/post`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'multipart/form-data; boundary=x' },
      }),
      400,
      /broke off|could not be read/i,
    );
  });

  it.each([
    ['application/json', '{"text":'],
    ['application/x-unheard-of', 'text'],
    ['multipart/form-data', 'no boundary'],
    ['', ''],
  ])('a form that comes as %j', async (type, body) => {
    const response = await visitor().fetch(`/b/thread/${thread}/post`, {
      method: 'POST',
      body: Buffer.from(body),
      headers: type ? { 'content-type': type } : {},
    });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect(strip(await response.text())).not.toBe('');
  });

  it('a form from another site', async () => {
    const send = (headers: Record<string, string>): Promise<Response> =>
      visitor().send({ thread, text }, { headers });
    await refused(send({ origin: 'https://elsewhere.example' }), 403, /another site/i);
    await refused(send({ 'sec-fetch-site': 'cross-site' }), 403, /another site/i);
    await refused(send({ origin: 'null' }), 403, /another site/i);
  });

  it('takes a form from a browser that says neither origin nor site', async () => {
    const status = await rawPost(`${house.url()}/b/thread/${thread}/post`, 'text=privately&subject=');
    expect(status).toBe(303);
  });

  it.each([
    '/nowhere/',
    '/b/thread/999999',
    '/b/thread/abc',
    '/b/99',
    '/b/0',
    '/media/none.jpg',
    '/%00',
    '/%E0%A4%A',
  ])('a path that leads nowhere: %s', async (path) => {
    const response = await visitor().fetch(path);
    expect([400, 404]).toContain(response.status);
    expect(response.headers.get('content-type')).toMatch(/html/);
    expect(strip(await response.text())).not.toMatch(/at .*\.js:\d+/);
  });

  it('a method that a path does not take', async () => {
    const response = await visitor().fetch('/b/', { method: 'PUT', body: 'x' });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
  });

  it('headers without end', async () => {
    const status = await rawPost(`${house.url()}/b/post`, '', { 'x-long': 'y'.repeat(200_000) });
    expect(status).toBe(431);
  });

  it('speaks JSON about it to those who asked for JSON', async () => {
    const response = await visitor().fetch('/b/thread/999999.json');
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { kind: 'not_found', reason: 'thread_not_found' } });
  });

  it('answers a script with the form alone, the text still in it', async () => {
    const response = await visitor().fetch(`/b/thread/${thread}/post`, {
      method: 'POST',
      headers: { 'hx-request': 'true' },
      body: formOf({
        text: `${text} <b>&amp;`,
        files: [{ name: 'x.png', type: 'image/png', bytes: Buffer.from('x') }],
      }),
    });
    const html = await response.text();
    expect(response.status).toBe(415);
    expect(html).toMatch(/^\s*<form[^>]*id="post-form"/);
    expect(html).toContain(`${text} &lt;b&gt;&amp;amp;`);
  });

  it('nothing of all this was an error of the board itself', async () => {
    expect(house.log()).not.toMatch(/"level":"?(50|60|error|fatal)"?/);
    expect((await visitor().fetch('/b/')).status).toBe(200);
  });
});

/** Posts an urlencoded form the way `fetch` would not let us: with no origin, and with headers of any size. */
function rawPost(url: string, body: string, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(
      url,
      { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers } },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}
