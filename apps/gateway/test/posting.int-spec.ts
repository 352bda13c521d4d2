import { randomUUID } from 'node:crypto';
import { noise, placeOf, until, Visitor } from '@board/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { drawn, Refusal, Stand } from './stand.ts';

const CREATE = 'rpc.posts.post.create';
const ADMIT = 'rpc.posts.post.admit';
const HTMX = { headers: { 'hx-request': 'true' } };

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

describe('a post with text alone', () => {
  it('is made at once and leads to its place', async () => {
    const response = await visitor.send({ thread: 5, text: 'hello\r\nthere', subject: 's', sage: true });
    expect(placeOf(response)).toEqual({ board: 'b', thread: 5, no: 7 });
    expect(stand.asked(ADMIT)).toEqual([]);
    expect(stand.asked(CREATE)).toEqual([
      expect.objectContaining({
        board: 'b',
        thread: 5,
        text: 'hello\nthere',
        subject: 's',
        sage: true,
        minted: true,
        files: [],
      }),
    ]);
  });

  it('leaves the cookie by which any gateway knows what the visitor has seen', async () => {
    await visitor.send({ thread: 5, text: 'hello' });
    expect(visitor.cookies.get('fresh')).toBe('epochepo.b.5.9.4');
    const response = await visitor.send({ text: 'a thread' });
    expect(visitor.cookies.get('fresh')).toBe('epochepo.b.7.9.4~epochepo.b.5.9.4');
    expect(response.headers.get('set-cookie')).toContain('Max-Age=30; HttpOnly; SameSite=Lax');
  });

  it('hands on the name as it was typed, and writes it into no log', async () => {
    await visitor.send({ thread: 5, text: 'hello', name: 'Ann#sesame##open' });
    expect(stand.asked(CREATE)).toEqual([expect.objectContaining({ name: 'Ann#sesame##open' })]);
    expect(stand.gateway.lines.join('\n')).not.toContain('sesame');
  });

  it('hands on the wish to cover pictures and the password, and writes none of it into a log', async () => {
    await visitor.send({ thread: 5, text: 'hello', spoiler: true, password: 'sesame' });
    expect(stand.asked(CREATE)).toEqual([expect.objectContaining({ spoiler: true, password: 'sesame' })]);
    expect(stand.gateway.lines.join('\n')).not.toContain('sesame');
  });

  it('with a name of unheard length is refused, and the name is given back', async () => {
    const name = 'x'.repeat(1_001);
    const response = await visitor.send({ thread: 5, text: 'kept', name });
    expect(response.status).toBe(422);
    expect(await drawn(response)).toMatchObject({
      values: { text: 'kept', name },
      error: { reason: 'name_too_long' },
    });
  });

  it('keeps the form id that a script gave', async () => {
    const formId = randomUUID();
    await visitor.send({ thread: 5, text: 'hello', formId });
    expect(stand.asked(CREATE)).toEqual([expect.objectContaining({ formId, minted: false })]);
  });

  it('may come as a plain urlencoded form', async () => {
    const response = await visitor.fetch('/b/post', {
      method: 'POST',
      body: new URLSearchParams({ text: 'привет & more' }),
    });
    expect(response.status).toBe(303);
    expect(stand.asked(CREATE)).toEqual([expect.objectContaining({ text: 'привет & more' })]);
  });

  it('says who posted by a cloak alone, and another one for another address', async () => {
    await visitor.send({ thread: 5, text: 'hello' });
    await new Visitor(() => stand.url).send({ thread: 5, text: 'hello' });
    const [one, other] = stand.asked(CREATE).map(({ cloak }) => cloak);
    expect(one).toMatch(/^[0-9a-f]{32}$/);
    expect(other).not.toBe(one);
    expect(stand.gateway.lines.join('\n')).not.toContain(visitor.address);
  });
});

describe('a post through htmx', () => {
  it('in a thread is answered with a fresh form that says which post was made', async () => {
    const response = await visitor.send({ thread: 5, text: 'hello' }, HTMX);
    expect(response.status).toBe(200);
    expect(await drawn(response)).toEqual({
      as: 'fragment',
      board: 'b',
      thread: 5,
      lang: 'en',
      posted: { thread: 5, no: 7 },
    });
  });

  it('that starts a thread leads there', async () => {
    const response = await visitor.send({ text: 'hello' }, HTMX);
    expect(response.headers.get('hx-redirect')).toBe('/b/thread/7#p7');
  });

  it('leads to its place too when no renderer can draw a form', async () => {
    stand.silence('rpc.renderer');
    const response = await visitor.send({ thread: 5, text: 'hello' }, HTMX);
    expect(response.status).toBe(200);
    expect(response.headers.get('hx-redirect')).toBe('/b/thread/5#p7');
  });

  it('that is refused gets the form back with its text and the status of the refusal', async () => {
    stand.answer(CREATE, () => {
      throw new Refusal('thread_locked', { board: 'b', thread: 5 });
    });
    const response = await visitor.send({ thread: 5, text: 'kept' }, HTMX);
    expect(response.status).toBe(409);
    expect(await drawn(response)).toMatchObject({
      as: 'fragment',
      values: { text: 'kept', subject: '', sage: false },
      error: { kind: 'conflict', reason: 'thread_locked' },
    });
  });
});

describe('when a part of the house is down', () => {
  it('without posts a form comes back with its text, as 503', async () => {
    stand.silence('rpc.posts');
    const response = await visitor.send({ thread: 5, text: 'kept' });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(await drawn(response)).toMatchObject({
      as: 'page',
      values: { text: 'kept' },
      error: { reason: 'unavailable' },
    });
    const told = await until('the log tells of it', () =>
      stand.gateway.lines.find((line) => line.includes('posting failed, unavailable')),
    );
    expect(told).toContain('"level":"warn"');
    expect(told).not.toContain('kept');
  });

  it('without media a post with a file is refused, and one without is made', async () => {
    stand.silence('rpc.media');
    expect((await visitor.send({ thread: 5, text: 'kept', files: [noise()] })).status).toBe(503);
    expect((await visitor.send({ thread: 5, text: 'fine' })).status).toBe(303);
  });

  it('without a renderer the built-in page keeps status and text', async () => {
    stand.silence('rpc.renderer');
    stand.answer(CREATE, () => {
      throw new Refusal('flood', { retryMs: 3_000 });
    });
    const response = await new Visitor(() => stand.url, { lang: 'ru' }).send({
      thread: 5,
      text: '<b>мой текст</b>',
    });
    expect(response.status).toBe(429);
    const html = await response.text();
    expect(html).toContain('&#60;b&#62;мой текст&#60;/b&#62;');
    expect(html).toContain('Слишком часто');
    expect(html).toContain('action="/b/thread/5/post"');
  });
});
