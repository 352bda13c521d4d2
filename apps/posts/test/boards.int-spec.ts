import {
  AddBoard,
  GetArchive,
  GetBoardPage,
  GetBoardSize,
  GetCatalog,
  GetKnownFiles,
  GetNewThreads,
  ListBoards,
  type PostAnswer,
  SetBoard,
  SetBoardState,
  SetSite,
} from '@board/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newFile, PostsHouse } from './posts.house.js';

describe('what a caretaker does to boards', () => {
  let house: PostsHouse;
  beforeAll(async () => {
    house = await PostsHouse.start({ env: { FILE_BYTES: '1000000', VIDEO_MS: '60000' } });
  });
  afterAll(() => house?.stop());

  const list = () => house.call(ListBoards, { removed: true });
  const slugs = async () => (await list()).boards.map(({ slug }) => slug);
  const state = (board: string, state: 'open' | 'closed' | 'removed') =>
    house.call(SetBoardState, { board, state });
  const versions = async (thread: PostAnswer) => {
    const { version, boardVersion, site } = await house.changes(thread);
    return { home: (await list()).version, board: boardVersion, thread: version, site: site?.version ?? 0 };
  };
  type Versions = Awaited<ReturnType<typeof versions>>;

  function allGrew(before: Versions, after: Versions): void {
    for (const key of ['home', 'board', 'thread', 'site'] as const)
      expect(after[key], key).toBeGreaterThan(before[key]);
  }

  it('a new title, a new order and a new name of the site - raise every board and what stands on it', async () => {
    const thread = await house.post();
    let before = await versions(thread);
    await house.call(SetBoard, { board: 'pr', setting: 'title', value: ' Code ' });
    allGrew(before, await versions(thread));
    before = await versions(thread);
    await house.call(SetBoard, { board: 'pr', setting: 'order', value: 1 });
    allGrew(before, await versions(thread));
    expect((await list()).boards.map(({ slug, title }) => [slug, title])).toEqual([
      ['pr', 'Code'],
      ['b', 'Random'],
      ['test', 'Test'],
    ]);
    before = await versions(thread);
    const site = await house.call(SetSite, { setting: 'contact', value: 'keeper@board.example' });
    allGrew(before, await versions(thread));
    expect((await house.call(GetBoardPage, { board: 'b', page: 1 })).site).toEqual(site);
    expect(site).toMatchObject({ name: '', contact: 'keeper@board.example' });
    await house.call(SetBoard, { board: 'pr', setting: 'order', value: null });
    expect(await slugs()).toEqual(['b', 'pr', 'test']);
  });

  it('on a closed board nobody posts, and all of it is read', async () => {
    const thread = await house.post({ board: 'test' });
    const { version } = await house.changes(thread);
    expect((await state('test', 'closed')).board.closed).toBe(true);
    for (const ask of [() => house.reply(thread), () => house.post({ board: 'test' })])
      expect(await house.refusal(ask())).toMatchObject({ kind: 'conflict', reason: 'board_closed' });
    expect(await house.changes(thread)).toMatchObject({ version: version + 1, board: { closed: true } });
    expect(await state('test', 'open')).toMatchObject({ was: 'closed', board: { closed: false } });
    await house.reply(thread);
  });

  it('a removed board is nowhere, no version falls, and all of it comes back', async () => {
    await house.call(AddBoard, { slug: 'mu', title: 'Music', description: '' });
    const file = newFile();
    const thread = await house.post({ board: 'mu', files: [file] });
    const reply = await house.reply(thread, { text: 'a song' });
    const citing = await house.post({ text: `>>>/mu/${reply.no}` });
    // Enough that its own versions outweigh what its removal raises elsewhere.
    for (let i = 0; i < 10; i += 1) await house.reply(thread);
    const before = await versions(citing);
    expect(await house.call(GetBoardSize, { board: 'mu' })).toEqual({ threads: 1, posts: 12, files: 1 });

    await state('mu', 'removed');
    allGrew(before, await versions(citing));
    expect(await slugs()).not.toContain('mu');
    expect((await list()).removed).toMatchObject([{ slug: 'mu', title: 'Music' }]);
    expect(await house.call(ListBoards, {})).not.toHaveProperty('removed');
    const page = { board: 'mu', page: 1 };
    const asked = [
      () => house.call(GetBoardPage, page),
      () => house.call(GetArchive, page),
      () => house.call(GetCatalog, { ...page, sort: 'bump' }),
      () => house.call(GetNewThreads, { board: 'mu' }),
      () => house.call(SetBoard, { board: 'mu', setting: 'files', value: 1 }),
      () => house.changes(thread),
      () => house.reply(thread),
    ];
    for (const ask of asked) expect((await house.refusal(ask())).reason).toBe('board_not_found');
    await house.settle();
    expect((await house.live(citing)).farCites).toMatchObject([{ board: 'mu', no: reply.no, dead: true }]);
    const known = { names: [file.name] };
    expect((await house.call(GetKnownFiles, known)).files).toMatchObject([{ verdict: 'keep' }]);

    const add = house.call(AddBoard, { slug: 'mu', title: 'Other', description: '' });
    expect(await house.refusal(add)).toMatchObject({ kind: 'conflict', reason: 'board_removed' });

    expect(await state('mu', 'open')).toMatchObject({ was: 'removed', board: { title: 'Music' } });
    expect(await slugs()).toContain('mu');
    const { posts } = await house.changes(thread);
    expect(posts).toHaveLength(12);
    expect((await house.live(thread)).files).toMatchObject([{ name: file.name }]);
    await house.settle();
    expect((await house.live(citing)).farCites).toMatchObject([{ dead: false }]);
  });

  it('a removed board of SEED_BOARDS stays removed when posts starts again', async () => {
    await state('pr', 'removed');
    const { version } = await list();
    const posts = house.replica();
    await posts.stop();
    await posts.start();
    expect(await slugs()).not.toContain('pr');
    expect((await list()).version).toBe(version);
    await state('pr', 'open');
  });

  it('boards added, removed and renamed at the same time as people post - lose nothing', async () => {
    const thread = await house.post();
    const numbers = ['x1', 'x2', 'x3', 'x4'];
    await Promise.all([
      ...numbers.map(async (slug) => {
        await house.call(AddBoard, { slug, title: slug, description: '' });
        await state(slug, 'removed');
      }),
      ...numbers.map((title) => house.call(SetBoard, { board: 'b', setting: 'title', value: title })),
      ...numbers.map(() => house.reply(thread)),
      ...numbers.map(() => house.post()),
    ]);
    const { thread: now, posts } = await house.changes(thread);
    expect([now?.replies, posts.length]).toEqual([4, 5]);
    expect((await list()).removed?.map(({ slug }) => slug)).toEqual(numbers);
  });

  it.each([
    ['title', '', 'must have 1 to 80'],
    ['title', 'two\nlines', 'one line'],
    ['title', null, 'no default'],
    ['order', 0, 'from 1 to 999'],
    ['fileBytes', 2_000_000, 'this house takes at most 1000000'],
    ['videoMs', 90_000, 'this house takes at most 60000'],
    ['fileBytes', 10, 'from 1000 to'],
    ['threads', 0, 'from 1 to 1000'],
    ['bumpLimit', 1_000_000, 'from 1 to 10000'],
  ] as const)('%s %j - is refused and says why', async (setting, value, why) => {
    const refusal = await house.refusal(house.call(SetBoard, { board: 'b', setting, value }));
    expect(refusal).toMatchObject({ reason: 'setting_invalid', details: { setting } });
    expect(String(refusal.details?.['problem'])).toContain(why);
  });

  it.each(['nobody', 'javascript:alert(1)', 'https://localhost', 'a@b', 'ftp://board.example/'])(
    'the contact %s - is refused',
    async (value) => {
      const refusal = await house.refusal(house.call(SetSite, { setting: 'contact', value }));
      expect(refusal).toMatchObject({ reason: 'setting_invalid', details: { setting: 'contact' } });
    },
  );

  it('a setting of before that is out of bounds - is read as it is', async () => {
    await house.db.query(
      `UPDATE boards SET limits = '{"threads": 4000, "bumpLimit": 90000}' WHERE slug = 'b'`,
    );
    const [board] = (await list()).boards.filter(({ slug }) => slug === 'b');
    expect(board?.limits).toMatchObject({ threads: 4_000, bumpLimit: 90_000 });
  });
});
