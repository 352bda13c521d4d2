import {
  DeletePost,
  FileRestoredV1,
  GetBoardPage,
  GetKnownFiles,
  type LivePost,
  type PostAnswer,
  PurgeFile,
  PurgePost,
  RestorePost,
  SetBoard,
  UnbanFile,
} from '@board/contracts';
import { until } from '@board/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newFile, PostsHouse } from './posts.house.js';

describe('out of the trash', () => {
  let house: PostsHouse;
  beforeAll(async () => {
    house = await PostsHouse.start();
  });
  afterAll(() => house?.stop());

  const remove = ({ board, no }: PostAnswer) => house.call(DeletePost, { board, no });
  const purge = ({ board, no }: PostAnswer) => house.call(PurgePost, { board, no });
  const restore = ({ board, no }: PostAnswer) => house.call(RestorePost, { board, no });
  const verdict = async (name: string): Promise<string | undefined> =>
    (await house.call(GetKnownFiles, { names: [name] })).files[0]?.verdict;

  /** All that readers are shown of a thread, without versions, which only grow. */
  const shown = async (of: PostAnswer): Promise<unknown> => {
    const { thread, posts } = await house.changes(of);
    const lives = posts.filter((post): post is LivePost => !post.gone);
    return [
      { ...thread, version: 0 },
      lives.map((post) => ({ ...post, version: 0, bodyVersion: 0 })).toSorted((a, b) => a.no - b.no),
    ];
  };
  const boardOf = async (board: string) => (await house.call(GetBoardPage, { board, page: 1 })).board;
  const toldRestored = async (): Promise<unknown[]> =>
    (
      await house.db.query<{ name: string }>(`SELECT data ->> 'name' AS name FROM outbox WHERE type = $1`, [
        FileRestoredV1.type,
      ])
    ).rows.map(({ name }) => name);

  it('a reply - is shown as before: its place, its links both ways, its bump, its files', async () => {
    const thread = await house.post();
    const elsewhere = await house.post();
    const cited = await house.reply(thread);
    const file = newFile();
    const text = `>>${cited.no} >>${elsewhere.no}`;
    const post = await house.reply(thread, { text, files: [file] });
    const citing = await house.reply(thread, { text: `>>${post.no} >>${cited.no}`, sage: true });
    const far = await house.reply(elsewhere, { text: `>>${post.no}` });
    await house.settle();
    const before = [await shown(thread), await shown(elsewhere)];

    await remove(post);
    expect(await verdict(file.name)).toBe('trash');
    await house.settle();
    expect((await house.live(citing)).cites).toEqual([cited.no]);
    expect((await house.live(far)).farCites).toMatchObject([{ no: post.no, dead: true }]);
    const version = (await house.changes(thread)).version;

    const answer = await restore(post);
    expect(answer).toMatchObject({ no: post.no, posts: 1, files: 1, threadVersion: version + 1 });
    await house.settle();
    expect([await shown(thread), await shown(elsewhere)]).toEqual(before);
    expect(await house.live(post)).toMatchObject({ backlinks: [citing.no] });
    expect((await house.live(citing)).bodyVersion).toBe(answer.threadVersion);
    expect(await toldRestored()).toContain(file.name);
    expect(await verdict(file.name)).toBe('keep');
  });

  it('again, or from many sides at once - changes nothing more', async () => {
    const thread = await house.post();
    const reply = await house.reply(thread);
    await remove(reply);
    const answers = await Promise.all([1, 2, 3].map(() => restore(reply)));
    expect(answers.map(({ posts }) => posts).toSorted((a, b) => a - b)).toEqual([0, 0, 1]);
    expect(new Set(answers.map(({ threadVersion }) => threadVersion))).toEqual(new Set([4]));
  });

  it('a thread that lives - stays as it is, whatever was deleted of it', async () => {
    const thread = await house.post();
    await house.reply(thread);
    const citing = await house.reply(thread, { text: `>>${thread.no}` });
    await remove(citing);
    const [{ threads }, before] = [await boardOf(thread.board), await shown(thread)];
    expect(await restore(thread)).toMatchObject({ posts: 0, files: 0 });
    expect(await shown(thread)).toEqual(before);
    expect((await boardOf(thread.board)).threads).toBe(threads);
  });

  it('a thread - comes back with what went with it, and without what went before or was erased since', async () => {
    const files = [newFile(), newFile(), newFile()] as const;
    const thread = await house.post({ board: 'pr', files: [files[0]] });
    const stays = await house.reply(thread, { text: `>>${thread.no}`, files: [files[1]] });
    const erased = await house.reply(thread, { files: [files[2]] });
    const before = await house.reply(thread, { text: `>>${stays.no}` });
    await remove(before);
    const { threads } = await boardOf('pr');
    await remove(thread);
    await purge(erased);
    expect((await boardOf('pr')).threads).toBe(threads - 1);

    expect(await restore(thread)).toMatchObject({ posts: 2, files: 2 });
    const { thread: state, posts } = await house.changes(thread);
    expect(state).toMatchObject({ replies: 1, files: 2 });
    expect(posts.filter((post) => !post.gone).map(({ no }) => no)).toEqual([thread.no, stays.no]);
    expect(await house.live(stays)).toMatchObject({ cites: [thread.no], backlinks: [] });
    expect((await boardOf('pr')).threads).toBe(threads);
    await restore(before);
    expect(await house.live(stays)).toMatchObject({ backlinks: [before.no] });
    expect((await house.refusal(restore(erased))).reason).toBe('post_purged');
  });

  it('a post of a thread that is gone - is refused until the thread is back', async () => {
    const thread = await house.post();
    const reply = await house.reply(thread);
    await remove(thread);
    expect((await house.refusal(restore(reply))).reason).toBe('thread_gone');
    await purge(thread);
    expect((await house.refusal(restore(thread))).reason).toBe('post_purged');
  });

  it('a content that was posted anew - is shown by that copy', async () => {
    const [old, anew] = [newFile('c'.repeat(64)), newFile('c'.repeat(64))];
    const thread = await house.post({ files: [old] });
    const reply = await house.reply(thread, { files: [old] });
    await remove(reply);
    await remove(thread);
    await verdict(old.name);
    await house.post({ files: [anew] });
    await restore(thread);
    expect((await house.live(thread)).files).toMatchObject([{ name: anew.name }]);
    await restore(reply);
    expect((await house.live(reply)).files).toMatchObject([{ name: anew.name }]);
  });

  it('a content that was banned meanwhile - does not come back, not when it is allowed again either', async () => {
    const file = newFile();
    const thread = await house.post();
    const reply = await house.reply(thread, { text: 'words', files: [file] });
    await remove(reply);
    await house.call(PurgeFile, { sha: file.sha });
    await house.call(UnbanFile, { sha: file.sha });
    expect(await restore(reply)).toMatchObject({ posts: 1, files: 0 });
    expect(await house.live(reply)).toMatchObject({ files: [], filesGone: true });
  });

  it('a thread on a full board - pushes the oldest one off', async () => {
    const [oldest, other, back] = [
      await house.post({ board: 'test' }),
      await house.post({ board: 'test' }),
      await house.post({ board: 'test' }),
    ];
    await remove(back);
    await house.call(SetBoard, { board: 'test', setting: 'threads', value: 2 });
    await restore(back);
    await until('the board is within its limit', async () => (await boardOf('test')).threads === 2);
    const archived = await Promise.all(
      [oldest, other, back].map(async (one) => (await house.changes(one)).thread?.archived),
    );
    expect(archived).toEqual([true, false, false]);
    await remove(oldest);
    await restore(oldest);
    expect((await house.changes(oldest)).thread?.archived).toBe(true);
  });
});
