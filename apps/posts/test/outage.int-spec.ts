import { randomUUID } from 'node:crypto';
import { ListBoards } from '@board/contracts';
import { until } from '@board/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newCloak, PostsHouse } from './posts.house.js';

describe('when Postgres is away', () => {
  let house: PostsHouse;
  beforeAll(async () => {
    house = await PostsHouse.start({ durable: true });
  });
  afterAll(() => house?.stop());

  it('callers hear unavailable, and all goes on by itself when it is back', async () => {
    const thread = await house.post();
    const { pid } = house.replica();
    await house.postgres.kill('SIGKILL');
    expect(await house.refusal(house.reply(thread))).toMatchObject({ kind: 'unavailable' });
    expect(await house.refusal(house.call(ListBoards, {}))).toMatchObject({ kind: 'unavailable' });
    expect((await fetch(`${house.replica().internalUrl}/readyz`)).status).toBe(200);
    await house.postgres.restart();
    const reply = await until('posting works', () => house.reply(thread), 15_000);
    expect((await house.changes(thread)).version).toBe(reply.threadVersion);
    await house.relayed();
    expect(house.replica().pid).toBe(pid);
  });

  it('posting through restarts, with the same form until it is answered - makes every post once, without a gap', async () => {
    const made: number[] = [];
    let ended = false;
    const clients = Array.from({ length: 6 }, async () => {
      while (!ended) {
        const form = { board: 'pr', formId: randomUUID(), cloak: newCloak() };
        made.push((await until('the post is made', () => house.post(form), 20_000)).no);
      }
    });
    for (let n = 0; n < 3; n += 1) {
      const before = made.length;
      await until('posts are made', () => made.length > before + 20, 20_000);
      await house.postgres.kill(n % 2 ? 'SIGINT' : 'SIGKILL');
      await house.postgres.restart();
    }
    ended = true;
    await Promise.all(clients);
    expect(made.length).toBeGreaterThan(60);
    const { rows } = await house.db.query<{ no: number }>(
      'SELECT p.no FROM posts p JOIN boards b ON b.id = p.board_id WHERE slug = $1 ORDER BY no',
      ['pr'],
    );
    expect(made.toSorted((a, b) => a - b)).toEqual(rows.map((row) => row.no));
    expect(rows.map((row) => row.no)).toEqual(rows.map((_, i) => i + 1));
  });
});
