import { DeletePost, FileReleasedV1, GetBoardPage, PurgePost, ThreadChangedV1 } from '@board/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newFile, PostsHouse } from './posts.house.js';

describe('deleting', () => {
  let house: PostsHouse;
  beforeAll(async () => {
    house = await PostsHouse.start();
  });
  afterAll(() => house?.stop());

  const remove = (no: number): ReturnType<PostsHouse['post']> => house.call(DeletePost, { board: 'b', no });
  const removeFiles = (no: number): ReturnType<PostsHouse['post']> =>
    house.call(DeletePost, { board: 'b', no, only: 'files' });
  const purge = (no: number): ReturnType<PostsHouse['post']> => house.call(PurgePost, { board: 'b', no });

  /** Data of the events of a type that the last transactions left, oldest first. */
  const told = async (type: string, after: number): Promise<unknown[]> =>
    (
      await house.db.query<{ data: unknown }>(
        'SELECT data FROM outbox WHERE type = $1 AND id > $2 ORDER BY id',
        [type, after],
      )
    ).rows.map((row) => row.data);
  const lastEvent = async (): Promise<number> =>
    (await house.db.query<{ id: number }>('SELECT coalesce(max(id), 0)::int AS id FROM outbox')).rows[0]
      ?.id ?? 0;

  it('a reply - leaves a tombstone, takes its links along and undoes its bump', async () => {
    const thread = await house.post();
    const cited = await house.reply(thread);
    const before = (await house.changes(thread)).thread;
    const victim = await house.reply(thread, { text: `>>${cited.no}`, files: [newFile()] });
    const citing = await house.reply(thread, { text: `>>${victim.no} >>${cited.no}`, sage: true });
    const since = await lastEvent();

    const gone = await remove(victim.no);

    const {
      posts,
      thread: state,
      version,
    } = await house.changes(thread, { version: citing.threadVersion, no: 1e9 });
    expect(gone).toMatchObject({ thread: thread.no, no: victim.no, threadVersion: citing.threadVersion + 1 });
    expect(version).toBe(gone.threadVersion);
    expect(state).toMatchObject({ replies: 2, files: 0, bumpedAt: before?.bumpedAt });
    expect(posts).toMatchObject([
      { no: cited.no, gone: false, version, bodyVersion: cited.threadVersion, backlinks: [citing.no] },
      { no: victim.no, gone: true, version },
      { no: citing.no, gone: false, version, bodyVersion: version, cites: [cited.no] },
    ]);
    const { epoch, boardVersion } = gone;
    expect(await told(ThreadChangedV1.type, since)).toEqual([
      { epoch, board: 'b', thread: thread.no, version, boardVersion, gone: [victim.no] },
    ]);
  });

  it('again, or from many sides at once - changes nothing more', async () => {
    const thread = await house.post();
    const { no } = await house.reply(thread);
    const answers = await Promise.all([remove(no), remove(no), remove(no), remove(no)]);
    expect(new Set(answers.map((answer) => answer.threadVersion))).toEqual(new Set([3]));
    expect((await house.changes(thread)).thread?.replies).toBe(0);
  });

  it('the first post - deletes the thread: nothing of it is told any more, and its files are released', async () => {
    const files = [newFile(), newFile()];
    const thread = await house.post({ files: [files[0] as never] });
    await house.reply(thread, { files: [files[1] as never, files[0] as never] });
    const since = await lastEvent();
    const before = await house.call(GetBoardPage, { board: 'b', page: 1 });

    const gone = await remove(thread.no);

    expect(await house.changes(thread)).toEqual({
      epoch: gone.epoch,
      version: gone.threadVersion,
      boardVersion: gone.boardVersion,
      board: expect.objectContaining({ slug: 'b', version: gone.boardVersion }),
      site: expect.objectContaining({ name: '' }),
      thread: null,
      posts: [],
      upTo: gone.threadVersion,
    });
    expect(await told(ThreadChangedV1.type, since)).toMatchObject([{ thread: thread.no, gone: [thread.no] }]);
    expect(new Set(await told(FileReleasedV1.type, since))).toEqual(
      new Set(files.map(({ name }) => ({ name }))),
    );
    expect(await house.refusal(house.reply(thread))).toMatchObject({ kind: 'gone', reason: 'thread_gone' });
    const after = await house.call(GetBoardPage, { board: 'b', page: 1 });
    expect(after.board.threads).toBe(before.board.threads - 1);
    expect(after.threads.map((one) => one.thread.no)).not.toContain(thread.no);
    expect((await remove(thread.no)).threadVersion).toBe(gone.threadVersion);
  });

  it('a deleted number - is cited as plain text', async () => {
    const thread = await house.post();
    const { no } = await house.reply(thread);
    await remove(no);
    const late = await house.reply(thread, { text: `>>${no}` });
    expect((await house.live(late)).cites).toEqual([]);
  });

  it('only the files - the post stays with a note, they are released, and whoever shows them is told', async () => {
    const [shared, own] = [newFile(), newFile()];
    const thread = await house.post({ files: [shared] });
    const { no } = await house.reply(thread, { text: 'words', files: [own, shared, own] });
    const before = await house.call(GetBoardPage, { board: 'b', page: 1 });
    const since = await lastEvent();

    const bared = await removeFiles(no);

    const { version, threadVersion, boardVersion, epoch } = { version: bared.threadVersion, ...bared };
    expect(threadVersion).toBe(3);
    expect(boardVersion).toBe(before.version + 1);
    expect(await house.live({ ...thread, no })).toMatchObject({
      version,
      bodyVersion: version,
      files: [],
      filesGone: true,
      body: [{ t: 'p', c: ['words'] }],
    });
    const state = (await house.changes(thread)).thread;
    expect(state).toMatchObject({ replies: 1, files: 1 });
    expect(await told(ThreadChangedV1.type, since)).toEqual([
      { epoch, board: 'b', thread: thread.no, version, boardVersion, gone: [no] },
    ]);
    expect(await told(FileReleasedV1.type, since)).toEqual([{ name: own.name }]);
    expect(await house.live(thread)).toMatchObject({ files: [shared], filesGone: false });

    expect((await removeFiles(no)).threadVersion).toBe(3);
    await remove(no);
    expect((await house.changes(thread)).thread).toMatchObject({ replies: 0, files: 1 });
    await remove(thread.no);
    expect(await told(FileReleasedV1.type, since)).toEqual([{ name: own.name }, { name: shared.name }]);
  });

  it('only the files of a post without words - a reply goes whole, a first post stays for the sake of the thread', async () => {
    const thread = await house.post({ text: '', files: [newFile()] });
    const reply = await house.reply(thread, { text: '', files: [newFile()] });
    await removeFiles(reply.no);
    expect(await house.find(reply)).toMatchObject({ gone: true });
    await removeFiles(thread.no);
    expect(await house.live(thread)).toMatchObject({ files: [], filesGone: true });
    expect((await house.changes(thread)).thread).toMatchObject({ replies: 0, files: 0 });
  });

  it('only the files, from many sides at once - takes each off once', async () => {
    const file = newFile();
    const thread = await house.post({ files: [file] });
    await house.reply(thread, { files: [file] });
    const answers = await Promise.all(Array.from({ length: 8 }, () => removeFiles(thread.no)));
    expect(new Set(answers.map((answer) => answer.threadVersion))).toEqual(new Set([3]));
    const { rows } = await house.db.query('SELECT uses, state FROM files WHERE name = $1', [file.name]);
    expect(rows).toEqual([{ uses: 1, state: 'live' }]);
  });

  it('purging - erases the text, and what is in the trash may be deleted', async () => {
    const file = newFile();
    const thread = await house.post();
    const { no } = await house.reply(thread, {
      text: 'unlawful words',
      subject: 'more of them',
      files: [file],
    });
    await remove(no);
    const since = await lastEvent();
    const answer = await purge(no);
    expect(answer.threadVersion).toBe(3);
    expect(await told(FileReleasedV1.type, since)).toEqual([{ name: file.name }]);
    const { rows } = await house.db.query(
      'SELECT text, subject, body::text, state FROM posts WHERE board_id = 1 AND no = $1',
      [no],
    );
    expect(rows).toEqual([{ text: '', subject: '', body: '[]', state: 'purged' }]);
    expect((await purge(no)).threadVersion).toBe(3);
  });

  it('purging a living thread - deletes and erases all of it', async () => {
    const thread = await house.post({ subject: 'bad', text: 'bad' });
    await house.reply(thread, { text: 'bad too' });
    await purge(thread.no);
    expect((await house.changes(thread)).thread).toBeNull();
    const { rows } = await house.db.query(
      `SELECT DISTINCT p.text || p.subject || t.subject AS left, p.state FROM posts p JOIN threads t ON t.id = p.thread_id
       WHERE t.board_id = 1 AND t.no = $1`,
      [thread.no],
    );
    expect(rows).toEqual([{ left: '', state: 'purged' }]);
  });

  it('what does not exist - is said so', async () => {
    expect(await house.refusal(remove(999_999))).toMatchObject({
      reason: 'post_not_found',
      details: { board: 'b', no: 999_999 },
    });
    expect((await house.refusal(house.call(PurgePost, { board: 'nope', no: 1 }))).reason).toBe(
      'board_not_found',
    );
  });
});
