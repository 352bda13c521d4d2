import { BoardChangedV1, ListBoards, SetBoard, ThreadChangedV1 } from '@board/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../src/boards/board-limits.js';
import { PostsHouse } from './posts.house.js';

describe('settings of a board', () => {
  let house: PostsHouse;
  beforeAll(async () => {
    house = await PostsHouse.start({ replicas: 2 });
  });
  afterAll(() => house?.stop());

  const limits = async (slug: string): Promise<unknown> =>
    (await house.call(ListBoards, {})).boards.find((board) => board.slug === slug)?.limits;

  it('are the defaults, until one is set, and again when it is given back', async () => {
    expect(await limits('test')).toEqual(DEFAULT_LIMITS);
    const set = await house.call(SetBoard, { board: 'test', setting: 'files', value: 1 });
    expect(set.limits).toEqual({ ...DEFAULT_LIMITS, files: 1 });
    await house.call(SetBoard, { board: 'test', setting: 'names', value: false });
    expect(await limits('test')).toEqual({ ...DEFAULT_LIMITS, files: 1, names: false });
    await house.call(SetBoard, { board: 'test', setting: 'files', value: null });
    expect(await limits('test')).toEqual({ ...DEFAULT_LIMITS, names: false });
    expect(await limits('b')).toEqual(DEFAULT_LIMITS);
  });

  it('raise the board and every living thread of it, and tell of each', async () => {
    const [one, two] = [await house.post(), await house.post()];
    const elsewhere = await house.post({ board: 'pr' });
    const board = await house.call(SetBoard, { board: 'b', setting: 'textChars', value: 20 });
    const { epoch, boardVersion, board: told } = await house.changes(one);
    expect(boardVersion).toBe(board.version);
    expect(told).toEqual(board);
    expect((await house.changes(one)).version).toBe(2);
    expect((await house.changes(elsewhere)).version).toBe(1);
    const { rows } = await house.db.query(
      `SELECT type, data FROM outbox WHERE (data ->> 'version')::int = $1 AND type = $2 AND data ->> 'board' = 'b'
       OR (data ->> 'boardVersion')::int = $1 AND type = $3 AND data ->> 'board' = 'b' ORDER BY data ->> 'thread'`,
      [board.version, BoardChangedV1.type, ThreadChangedV1.type],
    );
    const thread = { epoch, board: 'b', version: 2, boardVersion, gone: [] };
    expect(rows).toEqual([
      { type: ThreadChangedV1.type, data: { ...thread, thread: one.no } },
      { type: ThreadChangedV1.type, data: { ...thread, thread: two.no } },
      { type: BoardChangedV1.type, data: { epoch, board: 'b', version: board.version } },
    ]);
    expect((await house.refusal(house.reply(one, { text: 'x'.repeat(21) }))).reason).toBe('text_too_long');
  });

  it('set while people post - lose neither a post nor a setting', async () => {
    const threads = await Promise.all(Array.from({ length: 6 }, () => house.post({ board: 'pr' })));
    const work = threads.flatMap((thread, n) => [
      house.call(SetBoard, { board: 'pr', setting: 'bumpLimit', value: 100 + n }),
      house.reply(thread),
      house.post({ board: 'pr' }),
    ]);
    await Promise.all(work);
    const { rows } = await house.db.query<{ version: number; last: number; limit: number }>(
      `SELECT version::int, last_no AS last, (limits ->> 'bumpLimit')::int AS "limit" FROM boards WHERE slug = 'pr'`,
    );
    const [state] = rows;
    expect(state?.limit).toBeGreaterThanOrEqual(100);
    // One opened it; every post and every setting raised it once.
    expect(state?.version).toBe(1 + (state?.last ?? 0) + 6);
  });

  it.each([
    ['files', -1],
    ['files', 1.5],
    ['files', true],
    ['names', 1],
    ['textChars', 1_000_000],
  ] as const)('%s %s - is refused and says why', async (setting, value) => {
    const refusal = await house.refusal(house.call(SetBoard, { board: 'test', setting, value }));
    expect(refusal).toMatchObject({ kind: 'invalid', reason: 'setting_invalid', details: { setting } });
    expect(String(refusal.details?.['problem'])).not.toBe('');
  });

  it('of a board that is not there - cannot be set', async () => {
    const asked = house.call(SetBoard, { board: 'nope', setting: 'files', value: 1 });
    expect((await house.refusal(asked)).reason).toBe('board_not_found');
  });
});
