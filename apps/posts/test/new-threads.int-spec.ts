import { DeletePost, GetNewThreads } from '@board/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newFile, PostsHouse } from './posts.house.js';

describe('the newest threads of a board', () => {
  let house: PostsHouse;
  beforeAll(async () => {
    house = await PostsHouse.start();
  });
  afterAll(() => house?.stop());

  const newest = (board: string) => house.call(GetNewThreads, { board });

  it('come by their first posts, the newest first, whatever is replied', async () => {
    const first = await house.post({ text: '%%a secret%% and more', files: [newFile(), newFile()] });
    const second = await house.post({ text: `>>${first.no} ${'word '.repeat(500)}` });
    const gone = await house.post({ text: 'gone soon' });
    await house.call(DeletePost, { board: 'b', no: gone.no });
    const reply = await house.reply(first, { text: 'a reply' });
    await house.settle();

    const view = await newest('b');
    expect(view).toMatchObject({ epoch: reply.epoch, board: { slug: 'b' }, cut: [second.no] });
    expect(view.version).toBeGreaterThanOrEqual(reply.boardVersion);
    expect(view.posts).toMatchObject([
      { no: second.no, farCites: [{ no: first.no, dead: false }] },
      { no: first.no, files: [{}, {}], backlinks: [] },
    ]);
  });

  it('are told though they were pushed off the board', async () => {
    await house.db.query(`UPDATE boards SET limits = '{"threads": 1}' WHERE slug = 'pr'`);
    const first = await house.post({ board: 'pr' });
    const second = await house.post({ board: 'pr' });
    await house.settle();
    const third = await house.post({ board: 'pr' });
    await house.settle();

    expect((await newest('pr')).posts.map(({ no }) => no)).toEqual([third.no, second.no, first.no]);
  });

  it('are as many as fit into a message, however long they are', async () => {
    const text = '<слово> & "слово" '.repeat(200);
    const files = () => Array.from({ length: 4 }, () => newFile());
    const made = await Promise.all(
      Array.from({ length: 35 }, () => house.post({ board: 'test', text, files: files() })),
    );
    const view = await newest('test');

    const numbers = made.map(({ no }) => no).toSorted((a, b) => b - a);
    expect(view.posts.map(({ no }) => no)).toEqual(numbers.slice(0, 30));
    expect(Buffer.byteLength(JSON.stringify(view))).toBeLessThan(450_000);
  });

  it('are none of a board that is not there', async () => {
    expect((await house.refusal(newest('nope'))).reason).toBe('board_not_found');
  });
});
