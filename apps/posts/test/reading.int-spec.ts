import {
  AddBoard,
  BoardChangedV1,
  type CatalogSort,
  type ChangesCursor,
  DeletePost,
  GetBoardChanges,
  GetBoardPage,
  GetCatalog,
  GetThreadChanges,
  ListBoards,
  type PostView,
} from '@board/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newFile, PostsHouse } from './posts.house.js';

describe('reading', () => {
  let house: PostsHouse;
  beforeAll(async () => {
    house = await PostsHouse.start();
  });
  afterAll(() => house?.stop());

  /** Everything after a cursor, page by page, with the size of the largest answer in bytes. */
  async function all(
    of: { board: string; thread: number },
    after: ChangesCursor,
  ): Promise<{ posts: PostView[]; pages: number; largest: number; upTo: number }> {
    const posts: PostView[] = [];
    let largest = 0;
    for (let pages = 1, cursor = after; ; pages += 1) {
      const answer = await house.changes(of, cursor);
      posts.push(...answer.posts);
      largest = Math.max(largest, Buffer.byteLength(JSON.stringify(answer)));
      if (!answer.next) return { posts, pages, largest, upTo: answer.upTo as number };
      expect(answer.upTo).toBeUndefined();
      cursor = answer.next;
    }
  }

  it('a long thread - comes in bounded pages, every post once, in order of (version, no)', async () => {
    const thread = await house.post({ board: 'pr' });
    const text = `${'>>1 & <слово> '.repeat(900)}`;
    for (let n = 0; n < 40; n += 1) await house.reply(thread, { text: n % 3 ? text : 'short' });
    const { posts, pages, largest, upTo } = await all(thread, { version: 0, no: 0 });
    expect(pages).toBeGreaterThan(3);
    expect(largest).toBeLessThan(450_000);
    expect(upTo).toBe(41);
    expect(posts.map((post) => post.no).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 41 }, (_, i) => thread.no + i),
    );
    const order = posts.map((post) => [post.version, post.no]);
    expect(order).toEqual(order.toSorted(([v1 = 0, n1 = 0], [v2 = 0, n2 = 0]) => v1 - v2 || n1 - n2));
  });

  it('what changes between two pages - is on a later page, so that nothing is missed', async () => {
    const thread = await house.post({ board: 'pr' });
    for (let n = 0; n < 250; n += 1) await house.reply(thread, { text: 'x' });
    const first = await house.changes(thread);
    expect(first.posts).toHaveLength(200);
    const reply = await house.reply(thread, { text: `>>${thread.no}` });
    const { posts, upTo } = await all(thread, first.next as ChangesCursor);
    expect(upTo).toBe(reply.threadVersion);
    expect(posts.filter((post) => post.no === thread.no)).toMatchObject([
      { version: reply.threadVersion, backlinks: [reply.no] },
    ]);
    expect(new Set([...first.posts, ...posts].map((post) => post.no)).size).toBe(252);
  });

  it('one more reply with a cite, in a thread of a thousand - reads a handful of rows', async () => {
    const thread = await house.post({ board: 'pr' });
    for (let n = 0; n < 1_000; n += 50)
      await Promise.all(Array.from({ length: 50 }, () => house.reply(thread, { text: 'x' })));
    const cited = thread.no + 500;
    const before = await house.changes(thread, { version: 1_001, no: 1e9 });
    const rowsBefore = await house.metric('posts_rows_read_total');
    const reply = await house.reply(thread, { text: `>>${cited}` });
    const { posts } = await house.changes(thread, { version: before.upTo as number, no: 1e9 });
    expect(posts.map((post) => post.no)).toEqual([cited, reply.no]);
    // The relay reads meanwhile, too: its own rows are few.
    expect((await house.metric('posts_rows_read_total')) - rowsBefore).toBeLessThan(40);
  });

  it('a cursor at the present or beyond - gives the state alone', async () => {
    const thread = await house.post();
    for (const after of [
      { version: 1, no: thread.no },
      { version: 999, no: 0 },
    ]) {
      expect(await house.changes(thread, after)).toMatchObject({
        posts: [],
        upTo: 1,
        thread: { no: thread.no },
      });
    }
  });

  it('a thread or board that is not there - is refused', async () => {
    expect((await house.refusal(house.changes({ board: 'b', thread: 999_999 }))).reason).toBe(
      'thread_not_found',
    );
    expect((await house.refusal(house.changes({ board: 'nope', thread: 1 }))).reason).toBe('board_not_found');
    expect((await house.refusal(house.call(GetBoardPage, { board: 'nope', page: 1 }))).reason).toBe(
      'board_not_found',
    );
    expect((await house.refusal(house.call(GetBoardPage, { board: 'b', page: 999 }))).reason).toBe(
      'page_not_found',
    );
  });

  it('a new board - is listed, empty, and told to all', async () => {
    const board = await house.call(AddBoard, { slug: 'mu', title: 'Music', description: 'Songs' });
    expect(board).toMatchObject({
      slug: 'mu',
      version: 1,
      threads: 0,
      lastNo: 0,
      lastPostAt: null,
      limits: { textChars: 15_000 },
    });
    const { rows } = await house.db.query<{ data: unknown }>(
      'SELECT data FROM outbox WHERE type = $1 AND key = $2',
      [BoardChangedV1.type, 'mu'],
    );
    expect(rows[0]?.data).toMatchObject({ board: 'mu', version: 1 });
    expect(
      (await house.refusal(house.call(AddBoard, { slug: 'mu', title: 'x', description: '' }))).reason,
    ).toBe('board_exists');
    const home = await house.call(ListBoards, {});
    expect(home.boards.map((one) => one.slug)).toEqual(['b', 'mu', 'pr', 'test']);
    expect(home.version).toBe(home.boards.reduce((sum, one) => sum + one.version, home.site?.version ?? 0));
    expect(await house.call(GetBoardPage, { board: 'mu', page: 1 })).toMatchObject({
      page: 1,
      pages: 1,
      threads: [],
    });
  });

  it('a page of a board - shows threads by bump, with the first post, the last three and what is between', async () => {
    const threads = [];
    for (let n = 0; n < 11; n += 1) threads.push(await house.post({ board: 'test', text: `thread ${n}` }));
    const oldest = threads[0] as (typeof threads)[number];
    const replies = [];
    for (let n = 0; n < 5; n += 1) {
      const text = n === 4 ? `${'word '.repeat(500)}` : `>>${oldest.no} reply ${n}`;
      replies.push(await house.reply(oldest, { text, files: n < 4 ? [newFile(), newFile()] : [] }));
    }
    const page = await house.call(GetBoardPage, { board: 'test', page: 1 });
    expect(page).toMatchObject({
      page: 1,
      pages: 2,
      version: replies.at(-1)?.boardVersion,
      board: { threads: 11 },
    });
    expect(page.threads.map((one) => one.thread.no)).toEqual([
      oldest.no,
      ...threads
        .slice(2)
        .map((one) => one.no)
        .reverse(),
    ]);
    const [first] = page.threads;
    expect(first).toMatchObject({
      thread: { replies: 5, files: 8 },
      op: { no: oldest.no, backlinks: replies.slice(0, 4).map((reply) => reply.no) },
      omittedPosts: 2,
      omittedFiles: 4,
      cut: [replies[4]?.no],
    });
    expect(first?.last.map((post) => post.no)).toEqual(replies.slice(2).map((reply) => reply.no));
    const second = await house.call(GetBoardPage, { board: 'test', page: 2 });
    expect(second.threads.map((one) => one.thread.no)).toEqual([threads[1]?.no]);
  });

  it('a catalog - has every living thread, in the order asked for, with the first words and one file', async () => {
    await house.call(AddBoard, { slug: 'cat', title: 'Cats', description: '' });
    const open = (text: string, files = 0) =>
      house.post({ board: 'cat', text, files: Array.from({ length: files }, () => newFile()) });
    const first = await open(`${'word '.repeat(100)}`, 2);
    const second = await open('%%a secret%% and more');
    const third = await open('gone soon');
    const fourth = await open('last', 1);
    await house.call(DeletePost, { board: 'cat', no: third.no });
    await house.reply(second, { text: 'one' });
    await house.reply(second, { text: 'two' });
    const reply = await house.reply(first, { text: 'three' });
    const order = async (sort: CatalogSort) =>
      (await house.call(GetCatalog, { board: 'cat', sort, page: 1 })).cards.map(({ thread }) => thread.no);

    expect(await order('bump')).toEqual([first.no, second.no, fourth.no]);
    expect(await order('created')).toEqual([fourth.no, second.no, first.no]);
    expect(await order('replies')).toEqual([second.no, first.no, fourth.no]);
    expect(await order('files')).toEqual([first.no, fourth.no, second.no]);
    const view = await house.call(GetCatalog, { board: 'cat', sort: 'bump', page: 1 });
    expect(view).toMatchObject({ version: reply.boardVersion, page: 1, pages: 1, board: { threads: 3 } });
    const [card, other] = view.cards;
    expect(card).toMatchObject({ thread: { replies: 1, files: 2 }, op: { backlinks: [] } });
    expect(card?.op.files).toHaveLength(1);
    expect(JSON.stringify(card?.op.body)).toMatch(/^\[\{"t":"p","c":\["(word ){30,40}word…"\]\}\]$/);
    expect(other?.op.body).toEqual([{ t: 'p', c: [{ t: 'spoiler', c: ['a secret'] }, ' and more'] }]);
    const refused = house.refusal(house.call(GetCatalog, { board: 'cat', sort: 'bump', page: 2 }));
    expect((await refused).reason).toBe('page_not_found');
  });

  it('a catalog of very many and very long threads - comes in pages, each within a message', async () => {
    await house.call(AddBoard, { slug: 'much', title: 'Much', description: '' });
    await house.db.query(`UPDATE boards SET limits = '{"threads": 200}' WHERE slug = 'much'`);
    const text = '<слово> & "слово" '.repeat(200);
    for (let n = 0; n < 160; n += 40)
      await Promise.all(
        Array.from({ length: 40 }, () =>
          house.post({ board: 'much', text, subject: '<ж>'.repeat(33), files: [newFile(), newFile()] }),
        ),
      );
    const pages = await Promise.all(
      [1, 2].map((page) => house.call(GetCatalog, { board: 'much', sort: 'created', page })),
    );
    expect(pages.map(({ cards }) => cards.length)).toEqual([150, 10]);
    expect(new Set(pages.flatMap(({ cards }) => cards.map(({ thread }) => thread.no))).size).toBe(160);
    expect(Buffer.byteLength(JSON.stringify(pages[0]))).toBeLessThan(450_000);
  });

  it('the end of a thread - is its first post and the last fifty that live, in as few rows', async () => {
    const thread = await house.post({ board: 'pr' });
    const replies = [];
    for (let n = 0; n < 70; n += 1) replies.push(await house.reply(thread, { text: `reply ${n}` }));
    await house.call(DeletePost, { board: 'pr', no: replies[60]?.no as number });
    const before = await house.metric('posts_rows_read_total');
    const end = await house.call(GetThreadChanges, {
      board: 'pr',
      thread: thread.no,
      after: { version: 0, no: 0 },
      latest: true,
    });
    const expected = [thread, ...replies.slice(19).filter((_, n) => n !== 41)].map(({ no }) => no);
    expect(end.posts.map(({ no }) => no).toSorted((a, b) => a - b)).toEqual(expected);
    expect(end).toMatchObject({ upTo: 72, thread: { replies: 69 } });
    expect((await house.metric('posts_rows_read_total')) - before).toBeLessThan(80);
    const short = await house.post({ board: 'pr' });
    const one = await house.reply(short);
    const all = await house.call(GetThreadChanges, {
      board: 'pr',
      thread: short.no,
      after: { version: 0, no: 0 },
      latest: true,
    });
    expect(all.posts.map(({ no }) => no)).toEqual([short.no, one.no]);
  });

  it('what moved on a board - is listed since a version; too much of it, or another epoch, is all', async () => {
    const ask = (since: number, epoch?: string): Promise<unknown> =>
      house.call(GetBoardChanges, { board: 'b', since, epoch: epoch ?? start.epoch });
    await house.db.query(`UPDATE boards SET limits = '{"threads": 1000}' WHERE slug = 'b'`);
    const start = await house.post();
    const other = await house.post();
    const reply = await house.reply(start);
    const gone = await house.call(DeletePost, { board: 'b', no: other.no });
    const now = { epoch: start.epoch, version: gone.boardVersion };
    expect(await ask(other.boardVersion)).toEqual({
      ...now,
      all: false,
      threads: [
        { no: start.no, version: reply.threadVersion, gone: false },
        { no: other.no, version: gone.threadVersion, gone: true },
      ],
    });
    expect(await ask(gone.boardVersion)).toEqual({ ...now, all: false, threads: [] });
    expect(await ask(gone.boardVersion + 1)).toEqual({ ...now, all: true, threads: [] });
    expect(await ask(0, 'zzzzzzzz')).toEqual({ ...now, all: true, threads: [] });
    for (let n = 0; n < 500; n += 50) await Promise.all(Array.from({ length: 50 }, () => house.post()));
    expect(await ask(gone.boardVersion)).toMatchObject({ all: false });
    await house.post();
    expect(await ask(gone.boardVersion)).toMatchObject({ all: true, threads: [] });
  });
});
