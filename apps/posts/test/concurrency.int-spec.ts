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
