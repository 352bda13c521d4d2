import { DeletePost, DomainError, ListBoards, LockThread, type PostAnswer } from '@board/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newCloak, newFile, PostsHouse } from './posts.house.js';

describe('many at once, on two replicas', () => {
  let house: PostsHouse;
  beforeAll(async () => {
    house = await PostsHouse.start({
      replicas: 2,
      env: { FLOOD_REPLY_MS: '60000', FLOOD_THREAD_MS: '60000' },
    });
  });
  afterAll(() => house?.stop());

  it('numbers of every board - are 1..n, whoever posts, fails and deletes meanwhile', async () => {
    const boards = ['b', 'pr', 'test'];
    const shas = [newFile(), newFile(), newFile()].map((file) => file.sha);
    const client = async (id: number): Promise<void> => {
      const made: PostAnswer[] = [];
      for (let n = 0; n < 25; n += 1) {
        const board = boards[(id + n) % boards.length] as string;
        const thread = made.find((post) => post.board === board && post.no === post.thread);
        const files = n % 5 === 0 ? [newFile(shas[n % 3]), newFile(shas[(n + id) % 3])] : [];
        const text = `post ${n} >>${thread?.no ?? 1}`;
        if (n % 6 === 5) await house.refusal(house.post({ board, text: '' }));
        if (n % 7 === 6 && thread) {
          await house.call(LockThread, { board, thread: thread.no, locked: true });
          await house.refusal(house.reply(thread, { text }));
          await house.call(LockThread, { board, thread: thread.no, locked: false });
        }
        const post = thread
          ? await house.reply(thread, { text, files })
          : await house.post({ board, text, files });
        made.push(post);
        if (n % 8 === 7 && post.no !== post.thread) await house.call(DeletePost, { board, no: post.no });
      }
    };
    await Promise.all(Array.from({ length: 10 }, (_, id) => client(id)));
    const { boards: views } = await house.call(ListBoards, {});
    for (const slug of boards) {
      const { rows } = await house.db.query<{ no: number }>(
        'SELECT p.no FROM posts p JOIN boards b ON b.id = p.board_id WHERE b.slug = $1 ORDER BY no',
        [slug],
      );
      expect(rows.map((row) => row.no)).toEqual(rows.map((_, index) => index + 1));
      expect(views.find((view) => view.slug === slug)?.lastNo).toBe(rows.length);
    }
  });

  it('replies to one thread that cite each other - leave counters and edges right', async () => {
    const thread = await house.post();
    const replies = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        house.reply(thread, { text: `>>${thread.no} >>${thread.no + Math.max(1, n - 5)}` }),
      ),
    );
    const { posts, thread: state, version } = await house.changes(thread);
    expect(state?.replies).toBe(60);
    expect(version).toBe(61);
    expect(new Set(replies.map((reply) => reply.threadVersion)).size).toBe(60);
    const live = posts.filter((post) => !post.gone);
    const edges = live.flatMap((post) => post.cites.map((to) => `${post.no}>${to}`)).sort();
    const back = live.flatMap((post) => post.backlinks.map((from) => `${from}>${post.no}`)).sort();
    expect(edges).toEqual(back);
    expect(edges.length).toBeGreaterThanOrEqual(60);
  });

  it('replies that meet a delete or a lock of what they answer - come before it or are refused (120 races)', async () => {
    const outcomes = { made: 0, refused: 0 };
    for (let round = 0; round < 6; round += 1) {
      await Promise.all(
        Array.from({ length: 20 }, async (_, n) => {
          const thread = await house.post();
          const cited = await house.reply(thread);
          const change = [
            (): Promise<PostAnswer> => house.call(DeletePost, { board: 'b', no: thread.no }),
            (): Promise<PostAnswer> =>
              house.call(LockThread, { board: 'b', thread: thread.no, locked: true }),
            (): Promise<PostAnswer> => house.call(DeletePost, { board: 'b', no: cited.no }),
          ][n % 3] as () => Promise<PostAnswer>;
          const replies = [1, 2, 3].map(() => house.reply(thread, { text: `>>${cited.no}` }));
          const [changed, ...made] = await Promise.allSettled([change(), ...replies]);
          if (changed.status === 'rejected') throw changed.reason;
          for (const one of made) {
            outcomes[one.status === 'fulfilled' ? 'made' : 'refused'] += 1;
            const late = one.status === 'fulfilled' && one.value.threadVersion > changed.value.threadVersion;
            expect(late && n % 3 !== 2).toBe(false);
          }
        }),
      );
    }
    expect(Math.min(outcomes.made, outcomes.refused)).toBeGreaterThan(5);
    const wrong = async (query: string): Promise<unknown[]> => (await house.db.query(query)).rows;
    expect(
      await wrong(
        `SELECT p.no FROM posts p JOIN threads t ON t.id = p.thread_id WHERE p.state = 'live' AND t.state <> 'live'`,
      ),
    ).toEqual([]);
    expect(
      await wrong(
        `SELECT c.* FROM cites c JOIN posts p ON p.id IN (c.from_id, c.to_id) WHERE p.state <> 'live'`,
      ),
    ).toEqual([]);
    expect(
      await wrong(`SELECT t.no FROM threads t WHERE t.state = 'live' AND t.replies + 1 <>
        (SELECT count(*) FROM posts p WHERE p.thread_id = t.id AND p.state = 'live')`),
    ).toEqual([]);
  });

  it('the flood rule - lets exactly one of many through, on whichever replica', async () => {
    const thread = await house.post();
    for (const to of [thread.thread, null]) {
      const cloak = newCloak();
      const outcomes = await Promise.allSettled(
        Array.from({ length: 20 }, (_, n) => house.post({ board: 'b', thread: to, cloak, text: `try ${n}` })),
      );
      const refused = outcomes.flatMap((one) =>
        one.status === 'rejected' ? [one.reason as DomainError] : [],
      );
      expect(refused).toHaveLength(19);
      for (const { reason, details } of refused) {
        expect(reason).toBe('flood');
        expect(details?.['retryMs']).toBeGreaterThan(50_000);
        expect(details?.['retryMs']).toBeLessThanOrEqual(60_000);
      }
    }
  });

  it('the flood rule - is not reset by deleting', async () => {
    const cloak = newCloak();
    const { no } = await house.post({ cloak });
    await house.call(DeletePost, { board: 'b', no });
    expect((await house.refusal(house.post({ cloak, text: 'next' }))).reason).toBe('flood');
  });
});
