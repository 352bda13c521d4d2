import fc from 'fast-check';
import { until } from '@board/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Raw } from './raw.ts';
import { Stand } from './stand.ts';

let stand: Stand;

beforeAll(async () => {
  stand = await Stand.start();
});
afterAll(() => stand?.stop());

const FORM = [
  ['formId', '0197a1c0-0000-7000-8000-000000000000'],
  ['subject', 'тема'],
  ['text', 'text\r\nmore'],
  ['files"; filename="a.png', '\x89PNG\r\n\x1a\n----'],
]
  .map(([name, value]) => `--xyz\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
  .join('')
  .concat('--xyz--\r\n');

/** What a broken client, or a bad one, makes of a form: pieces cut out, doubled, overwritten. */
const change = fc.record({
  at: fc.nat(FORM.length),
  length: fc.nat(40),
  kind: fc.constantFrom('cut', 'double', 'overwrite'),
  bytes: fc.uint8Array({ maxLength: 20 }),
});

function apply(
  body: Buffer,
  { at, length, kind, bytes }: typeof change extends fc.Arbitrary<infer C> ? C : never,
): Buffer {
  const middle = body.subarray(at, at + length);
  const instead = { cut: [], double: [middle, middle], overwrite: [Buffer.from(bytes)] }[kind] ?? [];
  return Buffer.concat([body.subarray(0, at), ...instead, body.subarray(at + length)]);
}

it('a form with any of its bytes changed is answered at once, with anything but a fault of ours', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(change, { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      async (changes, chunked) => {
        const body = changes.reduce(apply, Buffer.from(FORM));
        const raw = await Raw.open(stand.url);
        const length = chunked ? 'transfer-encoding: chunked' : `content-length: ${body.length}`;
        raw.say(
          `POST /b/thread/5/post HTTP/1.1\r\nhost: h\r\nconnection: close\r\ncontent-type: multipart/form-data; boundary=xyz\r\n${length}\r\n\r\n`,
        );
        if (!chunked) raw.say(body);
        else if (body.length > 0)
          raw
            .say(`${body.length.toString(16)}\r\n`)
            .say(body)
            .say('\r\n0\r\n\r\n');
        else raw.say('0\r\n\r\n');
        await until('it is answered', () => raw.closed, 5_000);
        expect([303, 400, 422]).toContain(raw.statuses[0]);
        expect(raw.text).not.toMatch(/ at \S+ \(.*:\d+:\d+\)/);
      },
    ),
    // Shrinking would wait for each try.
    { numRuns: 200, endOnFailure: true },
  );
  expect(await stand.leftovers()).toEqual([]);
});

it('a path of any characters is answered with anything but a fault of ours', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({
        maxLength: 60,
        unit: fc.constantFrom(
          ...'/.%?#&=;:@\\b1a2-_~"\'<>{}|^`[]\x7f'.split(''),
          'thread',
          'media',
          'static',
          '.json',
          '%2e',
          '%00',
          '../',
        ),
      }),
      async (path) => {
        const raw = await Raw.open(stand.url);
        raw.say(Buffer.from(`GET /${path} HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n`, 'latin1'));
        await until('it is answered', () => raw.closed, 5_000);
        expect([200, 308, 400, 404, 405, 503]).toContain(raw.statuses[0]);
      },
    ),
    { numRuns: 200 },
  );
});
