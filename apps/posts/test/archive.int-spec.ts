import {
  AdmitPost,
  DeletePost,
  GetArchive,
  GetBoardPage,
  GetCatalog,
  type PostAnswer,
  PurgePost,
  ThreadChangedV1,
} from '@board/contracts';
import { until } from '@board/testing';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newCloak, PostsHouse } from './posts.house.js';

describe('the archive, on two replicas', () => {
  let house: PostsHouse;
  beforeAll(async () => {
    house = await PostsHouse.start({ replicas: 2 });
    for (const [board, threads] of Object.entries({ b: 3, pr: 10, test: 3 }))
      await house.db.query('UPDATE boards SET limits = $2 WHERE slug = $1', [board, { threads }]);
  });
  afterAll(() => house?.stop());

  const archive = (board: string, page = 1) => house.call(GetArchive, { board, page });
  const onBoard = async (board: string): Promise<number[]> =>
    (await house.call(GetBoardPage, { board, page: 1 })).threads.map(({ thread }) => thread.no);

  it('a thread too many - pushes off the one that was bumped least recently', async () => {
    const first = await house.post({ subject: 'Old times', text: 'How **it** began %%and ended%%' });
    const second = await house.post({ text: 'second' });
    const third = await house.post({ text: 'third' });
    await house.reply(second, { sage: true });
    const bump = await house.reply(first);
    const fourth = await house.post({ text: 'fourth' });
    await house.settle();
    const fifth = await house.post({ text: 'fifth' });
    await house.settle();

    expect(await onBoard('b')).toEqual([fifth.no, fourth.no, first.no]);
    const { cards } = await house.call(GetCatalog, { board: 'b', sort: 'bump', page: 1 });
    expect(cards.map(({ thread }) => thread.no)).toEqual([fifth.no, fourth.no, first.no]);
    const page = await house.call(GetBoardPage, { board: 'b', page: 1 });
    expect(page.board.threads).toBe(3);
    const listed = await archive('b');
    expect(listed).toMatchObject({ page: 1, pages: 1, version: page.version, epoch: bump.epoch });
    expect(listed.threads).toMatchObject([
      { no: third.no, subject: '', words: 'third', replies: 0, files: 0 },
      { no: second.no, words: 'second', replies: 1 },
    ]);
    expect((await house.changes(third)).thread).toMatchObject({ archived: true, version: 2 });
    const { rows } = await house.db.query<{ data: unknown }>(
      `SELECT data FROM outbox WHERE type = $1 AND key = $2 ORDER BY id DESC LIMIT 1`,
      [ThreadChangedV1.type, `b/${third.no}`],
    );
    expect(rows[0]?.data).toMatchObject({ version: 2, gone: [] });
  });

  it('an archived thread - is read where it was, and takes no replies', async () => {
    const threads = [];
    for (let n = 0; n < 4; n += 1) threads.push(await house.post({ board: 'test', text: `thread ${n}` }));
    await house.settle();
    const [old] = threads as [PostAnswer];
    expect((await house.live(old)).body).toEqual([{ t: 'p', c: ['thread 0'] }]);
    const refused = {
      kind: 'conflict',
      reason: 'thread_archived',
      details: { board: 'test', thread: old.no },
    };
    expect(await house.refusal(house.reply(old))).toMatchObject(refused);
    const draft = { text: 'x', subject: '', sage: false, minted: false, formId: randomUUID(), files: [] };
    const admitted = house.call(AdmitPost, { board: 'test', thread: old.no, cloak: newCloak(), ...draft });
    expect(await house.refusal(admitted)).toMatchObject(refused);
  });

  it('what is deleted in the archive - leaves it, and makes no room on the board', async () => {
    const old = (await archive('test')).threads[0];
    if (!old) throw new Error('Nothing is archived');
    const before = await onBoard('test');
    const gone = await house.call(DeletePost, { board: 'test', no: old.no });
    expect((await house.changes(gone)).thread).toBeNull();
    expect((await archive('test')).threads).toEqual([]);
    expect(await onBoard('test')).toEqual(before);
    expect((await house.call(GetBoardPage, { board: 'test', page: 1 })).board.threads).toBe(3);
    await house.call(PurgePost, { board: 'test', no: old.no });
    const next = await house.post({ board: 'test' });
    await house.settle();
    expect((await onBoard('test'))[0]).toBe(next.no);
    expect((await archive('test')).threads.map(({ no }) => no)).toEqual([before.at(-1)]);
  });

  it('replies of an archived thread - are deleted like any others, and late cites reach it', async () => {
    const thread = await house.post({ board: 'test' });
    const reply = await house.reply(thread);
    for (let n = 0; n < 3; n += 1) await house.post({ board: 'test' });
    await house.settle();
    expect((await house.changes(thread)).thread?.archived).toBe(true);
    await house.call(DeletePost, { board: 'test', no: reply.no });
    const citing = await house.post({ text: `>>>/test/${thread.no}` });
    await house.settle();
    expect((await house.changes(thread)).thread).toMatchObject({ archived: true, replies: 0 });
    expect((await house.live(thread)).farBacklinks).toMatchObject([{ board: 'b', no: citing.no }]);
  });

  it('a limit that is lowered - is kept with the next thread', async () => {
    await house.db.query(`UPDATE boards SET limits = '{"threads": 1}' WHERE slug = 'test'`);
    const { no } = await house.post({ board: 'test' });
    await house.settle();
    expect(await onBoard('test')).toEqual([no]);
  });

  it('many threads at once - end with exactly as many as there may be, and never with fewer', async () => {
    const start = await Promise.all(Array.from({ length: 10 }, () => house.post({ board: 'pr' })));
    const seen: { counted: number; there: number }[] = [];
    const looking = new AbortController();
    const look = (async () => {
      while (!looking.signal.aborted) {
        const { rows } = await house.db.query<{ counted: number; there: number }>(`
          SELECT b.threads AS counted, (SELECT count(*)::int FROM threads t
            WHERE t.board_id = b.id AND t.state = 'live' AND t.archived_at IS NULL) AS there
          FROM boards b WHERE b.slug = 'pr'`);
        seen.push(...rows);
      }
    })();
    const bump = async (thread: PostAnswer): Promise<void> => {
      const [bumped] = await Promise.allSettled([house.reply(thread)]);
      if (bumped.status === 'rejected') expect(bumped.reason).toMatchObject({ reason: 'thread_archived' });
    };
    for (let round = 0; round < 8; round += 1) {
      await Promise.all(
        start.flatMap((thread, n) => [house.post({ board: 'pr' }), ...(n % 2 ? [bump(thread)] : [])]),
      );
    }
    await house.settle(60_000);
    looking.abort();
    await look;
    expect(seen.filter(({ counted, there }) => counted !== there || there < 10)).toEqual([]);
    expect(Math.max(...seen.map(({ there }) => there))).toBeGreaterThan(10);
    const { board, threads } = await house.call(GetBoardPage, { board: 'pr', page: 1 });
    expect([board.threads, threads.length]).toEqual([10, 10]);
    expect((await archive('pr')).threads).toHaveLength(80);
  }, 90_000);

  it('a thread that is bumped while it is about to be pushed off - stays, and the next one goes', async () => {
    await house.db.query(`UPDATE boards SET limits = '{"threads": 2}' WHERE slug = 'test'`);
    const [saved, next] = [await house.post({ board: 'test' }), await house.post({ board: 'test' })];
    await house.settle();
    const replying = await house.db.connect();
    try {
      await replying.query('BEGIN');
      await replying.query(
        `UPDATE threads SET bumped_at = clock_timestamp() WHERE no = $1
         AND board_id = (SELECT id FROM boards WHERE slug = 'test')`,
        [saved.no],
      );
      const opened = await house.post({ board: 'test' });
      await until(
        'it is about to be pushed off',
        async () => (await house.db.query('SELECT 1 FROM pg_locks WHERE NOT granted')).rowCount,
      );
      await replying.query('COMMIT');
      await house.settle();
      expect(new Set(await onBoard('test'))).toEqual(new Set([opened.no, saved.no]));
      expect((await archive('test')).threads[0]?.no).toBe(next.no);
    } finally {
      replying.release(true);
    }
  });

  it('a page, or a board, that is not there - is refused', async () => {
    expect((await house.refusal(archive('pr', 2))).reason).toBe('page_not_found');
    expect((await house.refusal(archive('nope'))).reason).toBe('board_not_found');
  });
});
