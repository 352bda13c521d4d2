import { formOf, noise, until, Visitor } from '@board/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Raw } from './raw.ts';
import { drawn, limits, Refusal, Stand } from './stand.ts';

const CREATE = 'rpc.posts.post.create';

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

const sized = (bytes: number) => ({ name: 'big.png', type: 'image/png', bytes: Buffer.alloc(bytes, 1) });
const post = (body: BodyInit, headers: Record<string, string> = {}) =>
  visitor.fetch('/b/thread/5/post', { method: 'POST', body, headers });

describe('what posts refuses comes back with its status and the text', () => {
  it.each([
    ['thread_not_found', 404],
    ['thread_gone', 410],
    ['thread_locked', 409],
    ['form_reused', 409],
    ['post_empty', 422],
    ['text_too_long', 422],
    ['text_too_many_lines', 422],
    ['too_many_files', 422],
    ['file_too_big', 413],
    ['video_too_long', 413],
    ['flood', 429],
    ['internal', 500],
  ] as const)('%s as %i', async (reason, status) => {
    stand.answer(CREATE, () => {
      throw new Refusal(reason);
    });
    const response = await visitor.send({ thread: 5, text: 'kept', subject: 'mine', sage: true });
    expect(response.status).toBe(status);
    expect(await drawn(response)).toMatchObject({
      as: 'page',
      values: { text: 'kept', subject: 'mine', sage: true },
      error: { reason },
    });
  });

  it.each([
    ['file_type', 415],
    ['file_broken', 422],
    ['too_many_pixels', 413],
    ['too_many_frames', 413],
    ['video_streams', 415],
  ] as const)('%s, of a file, as %i', async (reason, status) => {
    stand.answer('rpc.media.file.ingest', () => {
      throw new Refusal(reason, { file: 1 });
    });
    const response = await visitor.send({ thread: 5, text: 'kept', files: [noise()] });
    expect(response.status).toBe(status);
    expect(await drawn(response)).toMatchObject({
      values: { text: 'kept' },
      error: { reason, details: { file: 1 } },
    });
  });
});

describe('a form that is wrong by itself', () => {
  it.each([
    [
      'a file above the limit',
      () => formOf({ text: 'kept', files: [sized(limits.fileBytes + 1)] }),
      413,
      { reason: 'file_too_big', details: { file: 1, max: limits.fileBytes, got: limits.fileBytes + 1 } },
    ],
    [
      'an empty file',
      () => formOf({ text: 'kept', files: [sized(0)] }),
      422,
      { reason: 'file_empty', details: { file: 1 } },
    ],
    [
      'too many files',
      () => formOf({ text: 'kept', files: [1, 2, 3, 4].map(() => noise()) }),
      422,
      { reason: 'too_many_files', details: { max: 3, got: 4 } },
    ],
    [
      'a text beyond all bounds',
      () => formOf({ text: `kept${'x'.repeat(150_000)}` }),
      422,
      { reason: 'text_too_long', details: { max: limits.textChars, got: 150_004 } },
    ],
    [
      'a text beyond what is read at all',
      () => formOf({ text: `kept${'ы'.repeat(500_000)}` }),
      422,
      { reason: 'text_too_long' },
    ],
    [
      'a subject beyond all bounds',
      () => formOf({ text: 'kept', subject: 'x'.repeat(5_000) }),
      422,
      { reason: 'subject_too_long' },
    ],
    [
      'a form id that is none',
      () => formOf({ text: 'kept', formId: '1; DROP TABLE posts' }),
      400,
      { reason: 'form_invalid', details: { field: 'formId' } },
    ],
    [
      'two texts',
      () => added(formOf({ text: 'kept' }), 'text', 'another'),
      400,
      { reason: 'form_invalid', details: { field: 'text' } },
    ],
    [
      'a file where a text belongs',
      () => added(new FormData(), 'text', new Blob(['kept'])),
      400,
      { reason: 'form_invalid', details: { field: 'text' } },
    ],
    [
      'a text where a file belongs',
      () => added(formOf({ text: 'kept' }), 'files', 'a file'),
      400,
      { reason: 'form_invalid', details: { field: 'files' } },
    ],
    [
      'a sage of another kind',
      () => added(formOf({ text: 'kept' }), 'sage', 'maybe'),
      400,
      { reason: 'form_invalid', details: { field: 'sage' } },
    ],
    [
      'a hundred fields',
      () =>
        Array.from({ length: 100 }).reduce<FormData>(
          (form, _, index) => added(form, `f${index}`, 'x'),
          formOf({ text: 'kept' }),
        ),
      400,
      { reason: 'input_invalid' },
    ],
  ])('%s', async (_case, form, status, error) => {
    const response = await post(form());
    expect(response.status).toBe(status);
    expect(await drawn(response)).toMatchObject({ error });
    expect(stand.asked(CREATE)).toEqual([]);
    expect(await stand.leftovers()).toEqual([]);
  });

  it('fields that nobody knows are no harm', async () => {
    const form = added(added(formOf({ text: 'fine' }), '__proto__', 'x'), 'cloak', 'f'.repeat(32));
    expect((await post(form)).status).toBe(303);
    expect(stand.asked(CREATE)[0]?.['cloak']).not.toBe('f'.repeat(32));
  });

  const MULTIPART = { 'content-type': 'multipart/form-data; boundary=xyz' };
  const part = (name: string, value: string) =>
    `--xyz\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  it.each([
    [
      'that ends before its end',
      `${part('text', 'kept')}--xyz\r\ncontent-disposition: form-data; name="subject"\r\n\r\nhalf`,
      MULTIPART,
    ],
    [
      'that ends in a file',
      `${part('text', 'kept')}--xyz\r\ncontent-disposition: form-data; name="files"; filename="a.png"\r\n\r\nhalf`,
      MULTIPART,
    ],
    ['that is empty', '', MULTIPART],
    ['that is noise', '\u0000\u0001garbage'.repeat(100), MULTIPART],
    ['without a boundary', part('text', 'kept'), { 'content-type': 'multipart/form-data' }],
  ])('a multipart form %s is refused as broken', async (_case, body, headers) => {
    const response = await post(body, headers);
    expect(response.status).toBe(400);
    expect(await drawn(response)).toMatchObject({ error: { reason: 'form_broken' } });
    expect(await stand.leftovers()).toEqual([]);
  });

  it('what came of a broken form before it broke is kept', async () => {
    const response = await post(
      `${part('text', 'kept')}--xyz\r\ncontent-disposition: form-data; name="files"; filename="a.png"\r\n\r\nhalf`,
      MULTIPART,
    );
    expect(await drawn(response)).toMatchObject({ values: { text: 'kept' } });
  });

  it.each(['application/json', 'text/plain', 'multipart/mixed; boundary=x', 'application/xml', 'nonsense'])(
    'a form as %s is refused as a kind that is not taken',
    async (type) => {
      const response = await post('{"text":"x"}', { 'content-type': type });
      expect(response.status).toBe(415);
      expect(await drawn(response)).toMatchObject({ error: { reason: 'form_type' } });
    },
  );
});

describe('a form from another site', () => {
  it.each([
    ['by Origin', { origin: 'https://evil.example' }],
    ['by an opaque Origin', { origin: 'null' }],
    ['by Sec-Fetch-Site', { 'sec-fetch-site': 'cross-site' }],
    ['from a neighbour of ours', { 'sec-fetch-site': 'same-site' }],
  ])('is refused: %s', async (_case, headers) => {
    const response = await post(formOf({ text: 'x' }), headers as Record<string, string>);
    expect(response.status).toBe(403);
    expect(await drawn(response)).toMatchObject({ status: 403, error: { reason: 'cross_site' } });
    expect(stand.asked(CREATE)).toEqual([]);
  });

  it('is told from ours by headers that any browser of today sends', async () => {
    expect(
      (await post(formOf({ text: 'x' }), { 'sec-fetch-site': 'same-origin', origin: 'null' })).status,
    ).toBe(303);
  });

  it('a browser that says nothing of where it comes from posts fine', async () => {
    const body = new URLSearchParams({ text: 'x' }).toString();
    const raw = await Raw.open(stand.url);
    raw.say(
      `POST /b/post HTTP/1.1\r\nhost: h\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    await until('it is answered', () => raw.statuses.length > 0);
    expect(raw.statuses).toEqual([303]);
    raw.hangUp();
  });
});

describe('places that are none', () => {
  it.each([
    '/B/',
    '/.env',
    '/b/thread/x',
    '/b/thread/0',
    '/b/0',
    '/%2e%2e/etc/passwd',
    '/%zz',
    '/b/thread/99999999999',
    '/media/../../etc/passwd',
    '/media/x.jpg',
    '/static/x/y',
    '/static/look00000001/none.css',
    `/${'a'.repeat(5_000)}`,
    '/nothing/at/all/here',
    '/wp-login.php',
  ])('%s is a page that says so', async (path) => {
    const response = await visitor.fetch(path);
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await drawn(response)).toMatchObject({ status: 404, error: { kind: 'not_found' }, lang: 'en' });
  });

  it('a board that is none is a 404 for a form too', async () => {
    const response = await visitor.send({ board: 'nope', text: 'x' });
    expect(response.status).toBe(404);
    expect(await drawn(response)).toMatchObject({ error: { reason: 'board_not_found' } });
  });

  it('is told in the language of the reader', async () => {
    const response = await new Visitor(() => stand.url, { lang: 'ru' }).fetch('/.env');
    expect(await drawn(response)).toMatchObject({ lang: 'ru' });
  });

  it('is told as JSON beside JSON', async () => {
    const response = await visitor.fetch('/nothing/at/all.json');
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({
      error: { kind: 'not_found', reason: 'page_not_found', message: 'There is no such page' },
    });
  });

  it('is one line on top of the open form for htmx', async () => {
    const response = await visitor.send({ board: 'nope', text: 'x' }, { headers: { 'hx-request': 'true' } });
    expect(response.status).toBe(404);
    expect(response.headers.get('hx-reswap')).toBe('afterbegin');
    expect(await response.text()).toBe('<p class="form-error" role="alert">There is no such page.</p>');
  });

  it('is told without a renderer too', async () => {
    stand.silence('rpc.renderer');
    const response = await visitor.fetch('/undrawn/thread/x');
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('<html lang="en">');
  });
});

describe('methods', () => {
  it.each([
    ['GET', '/b/post', 'POST, OPTIONS'],
    ['GET', '/lang', 'POST, OPTIONS'],
    ['POST', '/b/', 'GET, HEAD, OPTIONS'],
    ['PUT', '/b/thread/5', 'GET, HEAD, OPTIONS'],
    ['DELETE', '/media/x', 'GET, HEAD, OPTIONS'],
    ['PATCH', '/', 'GET, HEAD, OPTIONS'],
  ])('%s %s is refused, and says what is allowed', async (method, path, allow) => {
    const response = await visitor.fetch(path, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe(allow);
    expect(await drawn(response)).toMatchObject({ error: { reason: 'method_not_allowed' } });
  });

  it('OPTIONS says what is allowed', async () => {
    const response = await visitor.fetch('/b/post', { method: 'OPTIONS' });
    expect(response.status).toBe(204);
    expect(response.headers.get('allow')).toBe('POST, OPTIONS');
  });

  it.each(['TRACE', 'PURGE', 'PROPFIND'])('%s is refused', async (method) => {
    const raw = await Raw.open(stand.url);
    raw.say(`${method} / HTTP/1.1\r\nhost: h\r\n\r\n`);
    await until('it is answered', () => raw.statuses.length > 0);
    expect(raw.statuses).toEqual([405]);
    raw.hangUp();
  });
});

describe('the choice of a language', () => {
  const choose = (fields: Record<string, string>) =>
    visitor.fetch('/lang', { method: 'POST', body: new URLSearchParams(fields) });

  it('is kept in a cookie and leads back', async () => {
    const response = await choose({ lang: 'ru', back: '/b/thread/5#p7' });
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/b/thread/5#p7');
    expect(await drawn(await visitor.fetch('/.env'))).toMatchObject({ lang: 'ru' });
  });

  it.each(['//evil.example/', 'https://evil.example/', '/\\evil.example', ''])(
    'never leads away to %j',
    async (back) => {
      expect((await choose({ lang: 'en', back })).headers.get('location')).toBe('/');
    },
  );

  it('that we do not speak is refused', async () => {
    expect((await choose({ lang: 'xx', back: '/' })).status).toBe(400);
  });
});

function added(form: FormData, name: string, value: string | Blob): FormData {
  if (typeof value === 'string') form.append(name, value);
  else form.append(name, value, 'name.txt');
  return form;
}
