import { REASONS, type Reason } from '@board/contracts';
import { until, Visitor } from '@board/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Raw } from './raw.ts';
import { EPOCH, LOOK, Refusal, Stand } from './stand.ts';

let stand: Stand;
let visitor: Visitor;

beforeAll(async () => {
  stand = await Stand.start({ STREAMS_PER_ADDRESS: '1' });
});
beforeEach(() => {
  stand.furnish();
  visitor = new Visitor(() => stand.url);
});
afterAll(() => stand?.stop());

/** Reasons that pass by themselves: asking again later makes sense. */
const PASSING = (Object.keys(REASONS) as Reason[]).filter((reason) =>
  ['rate_limited', 'unavailable', 'timeout'].includes(REASONS[reason].kind),
);
const LASTING = (Object.keys(REASONS) as Reason[]).filter((reason) => !PASSING.includes(reason));

describe('when to come again', () => {
  const refuse = (subject: string, reason: Reason, details?: Record<string, number>): void =>
    stand.answer(subject, () => {
      throw new Refusal(reason, details);
    });

  it.each(PASSING)('%s - is said beside the form, to htmx, on a page and in JSON', async (reason) => {
    for (const subject of ['rpc.posts.post.create', `rpc.renderer.page.get.${LOOK}`, 'rpc.posts.board.page'])
      refuse(subject, reason);
    const answers = {
      form: await visitor.send({ text: 'a' }),
      htmx: await visitor.send({ text: 'a' }, { headers: { 'hx-request': 'true' } }),
      page: await visitor.fetch(`/${reason.replaceAll(/[^a-z]/g, '').slice(0, 16)}/`),
      json: await visitor.fetch('/b/index.json'),
    };
    for (const [where, { status, headers }] of Object.entries(answers))
      expect([where, status, Number(headers.get('retry-after'))]).toEqual([
        ...[where, expect.toBeOneOf([429, 503, 504]), 5],
      ]);
  });

  it.each(['flood', 'too_many_uploads'] as const)(
    '%s - is said to the second when it is known',
    async (reason) => {
      refuse('rpc.posts.post.create', reason, { retryMs: 61_200 });
      expect((await visitor.send({ text: 'a' })).headers.get('retry-after')).toBe('62');
    },
  );

  it.each(LASTING)('%s - is not said', async (reason) => {
    refuse('rpc.posts.post.create', reason);
    expect((await visitor.send({ text: 'a' })).headers.get('retry-after')).toBeNull();
  });

  it('one stream too many - is said, beside the word to poll', async () => {
    stand.answer(`rpc.renderer.thread.delta.${LOOK}`, () => ({
      ...{ epoch: EPOCH, version: 3, boardVersion: 3, gone: false, head: '', state: '', tail: '' },
      ...{ fragments: [], upTo: 3 },
    }));
    const stream = `GET /b/thread/5/live?since=${EPOCH}.3 HTTP/1.1\r\nhost: h\r\nx-forwarded-for: 198.18.0.9\r\n\r\n`;
    const [one, two] = [await Raw.open(stand.url), await Raw.open(stand.url)];
    one.say(stream);
    await until('the first is open', () => one.text.includes('retry: 1000'));
    two.say(stream);
    await until('the second is refused', () => two.text.includes('event: poll'));
    expect(two.text.toLowerCase()).toContain('retry-after: 60');
    expect(one.text.toLowerCase()).not.toContain('retry-after');
    for (const raw of [one, two]) raw.hangUp();
  });
});
