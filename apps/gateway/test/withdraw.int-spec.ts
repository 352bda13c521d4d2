import { Visitor } from '@board/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EPOCH, Refusal, Stand } from './stand.ts';

const WITHDRAW = 'rpc.posts.post.withdraw';

describe('taking a post back', () => {
  let stand: Stand;
  let visitor: Visitor;
  beforeAll(async () => {
    stand = await Stand.start();
  });
  beforeEach(() => {
    stand.furnish();
    stand.answer(WITHDRAW, ({ no }) => ({
      board: 'b',
      thread: 5,
      no,
      epoch: EPOCH,
      threadVersion: 6,
      boardVersion: 12,
    }));
    visitor = new Visitor(() => stand.url);
  });
  afterAll(() => stand?.stop());

  it.each([
    ['a reply', 7, undefined, '/b/thread/5'],
    ['its files alone', 7, 'files', '/b/thread/5'],
    ['a thread', 5, undefined, '/b/'],
    ['the files of a first post', 5, 'files', '/b/thread/5'],
  ] as const)(
    '%s - leads to what is left, with the cookie of what has changed',
    async (_, no, only, path) => {
      const response = await visitor.withdraw({ board: 'b', no }, 'open sesame', only);
      expect([response.status, response.headers.get('location')]).toEqual([303, path]);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(visitor.cookies.get('fresh')).toBe(`${EPOCH}.b.5.12.6`);
      expect(stand.asked(WITHDRAW)).toEqual([
        {
          board: 'b',
          no,
          password: 'open sesame',
          only: only ?? 'post',
          cloak: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
        },
      ]);
      expect(stand.gateway.lines.join('\n')).not.toContain('sesame');
    },
  );

  it('counts one address as one poster', async () => {
    await visitor.withdraw({ board: 'b', no: 7 }, 'a');
    await visitor.withdraw({ board: 'b', no: 8 }, 'b');
    await new Visitor(() => stand.url).withdraw({ board: 'b', no: 7 }, 'a');
    const [one, two, other] = stand.asked(WITHDRAW).map(({ cloak }) => cloak);
    expect(two).toBe(one);
    expect(other).not.toBe(one);
  });

  it.each([
    ['password_wrong', undefined, 403],
    ['too_many_tries', { retryMs: 42_000 }, 429],
    ['post_not_found', { board: 'b', no: 7 }, 404],
  ] as const)('%s - is a page that says so', async (reason, details, status) => {
    stand.answer(WITHDRAW, () => {
      throw new Refusal(reason, details);
    });
    const response = await visitor.withdraw({ board: 'b', no: 7 }, 'open');
    expect(response.status).toBe(status);
    expect(response.headers.get('retry-after')).toBe(status === 429 ? '42' : null);
    expect(await response.text()).toContain(`"reason":"${reason}"`);
  });

  it.each([
    ['no number', { password: 'x' }],
    ['a number that is none', { no: '7a', password: 'x' }],
    ['a password of unheard length', { no: '7', password: 'x'.repeat(201) }],
    ['an unknown part', { no: '7', password: 'x', only: 'everything' }],
  ])('%s - is refused without asking anybody', async (_, fields) => {
    const response = await visitor.fetch('/b/delete', {
      method: 'POST',
      body: new URLSearchParams(fields as Record<string, string>),
    });
    expect(response.status).toBe(400);
    expect(stand.asked(WITHDRAW)).toEqual([]);
  });

  it('from another site - is refused', async () => {
    const response = await visitor.fetch('/b/delete', {
      method: 'POST',
      body: new URLSearchParams({ no: '7', password: 'x' }),
      headers: { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' },
    });
    expect(response.status).toBe(403);
    expect(stand.asked(WITHDRAW)).toEqual([]);
  });

  it('is nothing that can be read', async () => {
    const response = await visitor.fetch('/b/delete');
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
  });
});
