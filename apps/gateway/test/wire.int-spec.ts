import { until } from '@board/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Raw } from './raw.ts';
import { Stand } from './stand.ts';

let stand: Stand;

beforeAll(async () => {
  stand = await Stand.start();
});
afterAll(() => stand?.stop());

const FORM = 'POST /b/post HTTP/1.1\r\nhost: h\r\ncontent-type: application/x-www-form-urlencoded\r\n';

/** Every request below is followed by one that would be answered with 204 if it were read as a request of its own. */
const SMUGGLED = 'OPTIONS / HTTP/1.1\r\nhost: h\r\n\r\n';

describe('bytes that are no sound request', () => {
  it.each([
    [
      'both a length and chunks',
      `${FORM}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
      [400],
    ],
    ['two lengths', `${FORM}content-length: 5\r\ncontent-length: 6\r\n\r\ntext=`, [400]],
    ['a length that is no number', `${FORM}content-length: 5x\r\n\r\ntext=`, [400]],
    ['a negative length', `${FORM}content-length: -5\r\n\r\ntext=`, [400]],
    ['an unknown coding', `${FORM}transfer-encoding: xchunked\r\n\r\ntext=`, [400]],
    [
      'an unknown coding where nobody reads a body',
      'OPTIONS / HTTP/1.1\r\nhost: h\r\ntransfer-encoding: xchunked\r\n\r\n',
      [400],
    ],
    ['a coding after chunks', `${FORM}transfer-encoding: chunked, identity\r\n\r\ntext=`, [400]],
    ['a coding that is hidden', `${FORM}transfer-encoding: \u000bchunked\r\n\r\ntext=`, [400]],
    ['a chunk of no size', `${FORM}transfer-encoding: chunked\r\n\r\nzz\r\n`, [400]],
    ['a space before the colon', `${FORM}content-length : 5\r\n\r\ntext=`, [400]],
    ['a folded header', `${FORM}x-a: b\r\n c\r\n\r\n`, [400]],
    ['a bare line feed', 'GET / HTTP/1.1\nhost: h\n\n', [400]],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', [400]],
    ['a NUL in a header', 'GET / HTTP/1.1\r\nhost: h\r\nx: a\u0000b\r\n\r\n', [400]],
    ['another protocol', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001', [400]],
    ['a line that is no request', 'hello\r\n\r\n', [400]],
    ['headers without end', `GET / HTTP/1.1\r\nhost: h\r\ncookie: ${'x'.repeat(20_000)}\r\n\r\n`, [431]],
    ['a URL without end', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nhost: h\r\n\r\n`, [431]],
  ])('%s', async (_case, bytes, statuses) => {
    const raw = await Raw.open(stand.url);
    raw.say(bytes).say(SMUGGLED);
    await until('it is answered and cut off', () => raw.closed);
    expect(raw.statuses).toEqual(statuses);
    expect(raw.text).not.toMatch(/at .*\.js:\d+/);
    expect(stand.asked('rpc.posts.post.create')).toEqual([]);
  });

  it('is told in words, with the headers of every answer', async () => {
    const raw = await Raw.open(stand.url);
    raw.say(`GET / HTTP/1.1\r\nhost: h\r\ncookie: ${'x'.repeat(20_000)}\r\n\r\n`);
    await until('it is answered and cut off', () => raw.closed);
    const text = Buffer.from(raw.text, 'latin1').toString();
    expect(text).toContain('The request headers are too big.');
    expect(text).toContain('Заголовки запроса слишком велики.');
    expect(text).toContain("content-security-policy: default-src 'none'");
  });

  it('in chunks, well made, is a request like any other', async () => {
    const raw = await Raw.open(stand.url);
    raw.say(`${FORM}transfer-encoding: chunked\r\n\r\n6\r\ntext=a\r\n0\r\n\r\n`).say(SMUGGLED);
    await until('both are answered', () => raw.statuses.length === 2);
    expect(raw.statuses).toEqual([303, 204]);
    raw.hangUp();
  });

  it('a form that goes on behind its last boundary is answered', async () => {
    const headless = '--xyz\r\ncontent-disposition: form-data; name="files"\r\n';
    const form = `--xyz\r\ncontent-disposition: form-data; name="text"\r\n\r\na\r\n${headless}--xyz--\r\n--xyz--\r\n`;
    const head = `POST /b/post HTTP/1.1\r\nhost: h\r\ncontent-type: multipart/form-data; boundary=xyz\r\n`;
    const raw = await Raw.open(stand.url);
    raw.say(`${head}content-length: ${form.length}\r\n\r\n${form}`).say(SMUGGLED);
    await until('both are answered', () => raw.statuses.length === 2);
    expect(raw.statuses).toEqual([303, 204]);
    raw.hangUp();
  });

  it('a body that nobody wants does not become the next request', async () => {
    const raw = await Raw.open(stand.url);
    raw
      .say(`GET /.env HTTP/1.1\r\nhost: h\r\ncontent-length: ${SMUGGLED.length}\r\n\r\n${SMUGGLED}`)
      .say(SMUGGLED);
    await until('both are answered', () => raw.statuses.length === 2);
    expect(raw.statuses).toEqual([404, 204]);
    raw.hangUp();
  });

  it('a head that trickles in is cut off', async () => {
    const raw = await Raw.open(stand.url);
    raw.say('GET / HTTP/1.1\r\nhost: h\r\n');
    await until('it is cut off', () => raw.closed, 20_000);
    expect(raw.statuses).toEqual([408]);
  });
});
