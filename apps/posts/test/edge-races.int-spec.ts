import { DeletePost, type PostAnswer } from '@board/contracts';
import { until } from '@board/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { edgesFromScratch, edgesOf, edgesTold } from './edges.js';
import { PostsHouse } from './posts.house.js';

describe('threads that cite each other, on two replicas', () => {
  let house: PostsHouse;
  beforeAll(async () => {
    house = await PostsHouse.start({ replicas: 2 });
  });
  afterAll(() => house?.stop());

  /** Posts whatever may be posted; a refusal because the thread went meanwhile is what the race is about. */
  const tried = async (post: Promise<PostAnswer>): Promise<PostAnswer | undefined> => {
    try {
      return await post;
    } catch (error) {
      expect(error).toMatchObject({ reason: 'thread_gone' });
      return undefined;
    }
  };

  /** Two threads on two boards; the first is deleted while both are posted to, and posts of the second as well. */
  async function race(): Promise<PostAnswer> {
    const goes = await house.post();
    const stays = await house.post({ board: 'pr', text: `>>>/b/${goes.no}` });
    const left = await house.reply(goes, { text: `>>>/pr/${stays.no} >>${goes.no}` });
    const right = await house.reply(stays, { text: `>>>/b/${left.no} >>${stays.no}` });
    const cite = `>>>/b/${goes.no} >>>/b/${left.no} >>>/pr/${stays.no} >>>/pr/${right.no}`;
    await Promise.all([
      tried(house.reply(goes, { text: cite })),
      tried(house.reply(stays, { text: cite })),
      tried(house.reply(stays, { text: cite })),
      house.call(DeletePost, { board: 'b', no: goes.no }),
      tried(house.reply(goes, { text: cite })),
      tried(house.reply(stays, { text: cite })),
      house.call(DeletePost, { board: 'pr', no: right.no }),
    ]);
    return stays;
  }

  it('one is deleted while the other is posted to, 100 times over - and every edge is right in the end', async () => {
    const kept: PostAnswer[] = [];
    for (let round = 0; round < 20; round += 1)
      kept.push(...(await Promise.all([race(), race(), race(), race(), race()])));
    await house.settle(60_000);
    expect(await edgesTold(house)).toEqual(await edgesFromScratch(house));
    expect(kept).toHaveLength(100);
  }, 90_000);

  it('a post is cited while its deletion is under way, too late for that to see the cite - and the cite is dead', async () => {
    const thread = await house.post();
    const victim = await house.post({ board: 'pr' });
    const held = await house.db.connect();
    const waiting = async (): Promise<number> =>
      (await house.db.query('SELECT 1 FROM pg_locks WHERE NOT granted')).rowCount ?? 0;
    try {
      await held.query(`BEGIN; SELECT FROM boards WHERE slug = 'pr' FOR NO KEY UPDATE`);
      const deleted = house.call(DeletePost, { board: 'pr', no: victim.no });
      await until('the deletion waits for its board', async () => (await waiting()) === 1);
      const citing = await house.reply(thread, { text: `>>>/pr/${victim.no}` });
      expect((await house.live(citing)).farCites).toMatchObject([{ no: victim.no, dead: false }]);
      await until('what follows waits for the deletion', async () => (await waiting()) === 2);
      await held.query('COMMIT');
      await deleted;
      await house.settle();
      expect((await house.live(citing)).farCites).toMatchObject([{ no: victim.no, dead: true }]);
    } finally {
      held.release(true);
    }
  });

  it('somebody who follows by version ends with the very same edges', async () => {
    const thread = await house.post();
    const others = await Promise.all([1, 2, 3, 4, 5].map(() => house.post({ board: 'pr' })));
    for (const other of others) await house.reply(thread, { text: `>>>/pr/${other.no}` });
    await house.settle();
    const start = await house.changes(thread);
    await Promise.all([
      ...others.slice(0, 3).map(({ no }) => house.call(DeletePost, { board: 'pr', no })),
      ...others.slice(3).map((other) => house.reply(other, { text: `>>>/b/${thread.no}` })),
    ]);
    await house.settle();
    const whole = await house.changes(thread);
    const { posts } = await house.changes(thread, { version: start.upTo as number, no: 1e9 });
    const followed = new Map([...start.posts, ...posts].map((post) => [post.no, post]));
    expect(whole.posts.toSorted((a, b) => a.no - b.no)).toEqual(
      [...followed.values()].toSorted((a, b) => a.no - b.no),
    );
    const edges = whole.posts.flatMap((post) => (post.gone ? [] : edgesOf(post)));
    expect(edges.flatMap(({ farCites }) => farCites.filter(({ dead }) => dead))).toHaveLength(3);
    expect(edges.flatMap(({ farBacklinks }) => farBacklinks)).toHaveLength(2);
  });

  it('both replicas are killed in the middle of it - and what is left is done when they are back', async () => {
    const hub = await house.post({ board: 'test' });
    const citing = await Promise.all(
      Array.from({ length: 60 }, () => house.post({ text: `>>>/test/${hub.no}` })),
    );
    const removed = citing.slice(0, 20).map(({ no }) => house.call(DeletePost, { board: 'b', no }));
    await Promise.all(removed);
    await Promise.all(house.replicas.map((replica) => replica.kill('SIGKILL')));
    await Promise.all(house.replicas.map((replica) => replica.start()));
    await house.settle(60_000);
    expect(await edgesTold(house)).toEqual(await edgesFromScratch(house));
    expect((await house.live(hub)).farBacklinks).toHaveLength(40);
    // What a killed replica had in hand is given to another one after JetStream's 30 s.
  }, 90_000);
});
