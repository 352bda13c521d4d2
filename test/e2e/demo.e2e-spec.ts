import { type House, startHouse, Visitor } from '@board/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fill } from '../../tools/demo/fill.ts';

describe('a demonstration', () => {
  let house: House;
  const said: string[] = [];

  beforeAll(async () => {
    house = await startHouse();
  });
  afterAll(() => house?.stop());

  const demo = async (posts: number, seed: number): Promise<void> =>
    fill({ nats: house.nats, store: await house.store(), posts, seed }, (line) => said.push(line));

  /** Posts that there are, by what boards, threads and rows say. */
  async function counted(): Promise<number[]> {
    const { rows } = await house.db.query<Record<'given' | 'told' | 'there', number>>(`
      SELECT (SELECT sum(last_no)::int FROM boards) AS given, (SELECT count(*)::int FROM posts) AS there,
        (SELECT sum(replies + 1)::int FROM threads) AS told`);
    return Object.values(rows[0] ?? {});
  }

  it(
    'of 60 posts - is on the board, with pictures and cites, and is there once when it is asked for twice',
    { timeout: 180_000 },
    async () => {
      await demo(60, 1);
      await house.settle();
      expect(await counted()).toEqual([60, 60, 60]);
      const { rows: threads } = await house.db.query<{ path: string }>(`
      SELECT '/' || b.slug || '/thread/' || t.no AS path FROM threads t JOIN boards b ON b.id = t.board_id
      WHERE t.files > 0 AND t.replies > 2`);
      const pages = await Promise.all(threads.map(({ path }) => new Visitor(house.url()).text(path)));
      for (const page of pages) expect(page).toMatch(/<img [^>]*src="\/media\/[^"]+\.thumb\.webp"/);
      expect(pages.join()).toMatch(/<a class="cite" href="#p\d+">/);
      expect(pages.join()).not.toContain('undefined');

      await demo(60, 1);
      expect(await counted()).toEqual([60, 60, 60]);
    },
  );

  it(
    'of more - goes on in many threads at once, and every counter is right',
    { timeout: 180_000 },
    async () => {
      await demo(510, 2);
      await house.settle();
      expect(await counted()).toEqual([570, 570, 570]);
      expect(said.at(-1)).toMatch(/^510 posts on \d+ boards?, \d+ a second\.$/);
    },
  );
});
