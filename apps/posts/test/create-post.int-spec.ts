import { LockThread } from '@board/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newCloak, newFile, PostsHouse } from './posts.house.js';

describe('posting', () => {
  let house: PostsHouse;
  beforeAll(async () => {
    house = await PostsHouse.start();
    await house.db.query(
      `UPDATE boards SET limits = '{"bumpLimit": 3, "videoMs": 1000}' WHERE slug = 'test'`,
    );
  });
  afterAll(() => house?.stop());

  it('a thread and its replies - are read back as they were written', async () => {
    const thread = await house.post({ subject: ' Cats ', text: '\r\n**hello**\r\n>quote\r\n' });
    const reply = await house.reply(thread, { text: `>>${thread.no} yes`, sage: true });
    const { thread: state, posts, upTo, version } = await house.changes(thread);
    expect(state).toMatchObject({
      board: 'b',
      no: thread.no,
      subject: 'Cats',
      replies: 1,
      locked: false,
      bumping: true,
    });
    expect(upTo).toBe(version);
    expect(version).toBe(reply.threadVersion);
    expect(posts).toMatchObject([
      {
        no: thread.no,
        version: 2,
        bodyVersion: 1,
        subject: 'Cats',
        body: [
          { t: 'p', c: [{ t: 'b', c: ['hello'] }] },
          { t: 'q', c: ['>quote'] },
        ],
        backlinks: [reply.no],
        cites: [],
      },
      { no: reply.no, version: 2, bodyVersion: 2, sage: true, cites: [thread.no], backlinks: [] },
    ]);
  });

  it('text that Postgres or JSON would choke on - is cleaned and kept', async () => {
    const thread = await house.post({
      text: 'a\u0000b \ud800 \\u0000 \u0007"\'; DROP TABLE posts; --',
      subject: '\u0000\udfff',
    });
    const post = await house.live(thread);
    expect(post.body).toEqual([{ t: 'p', c: ['ab \ufffd \\u0000 "\'; DROP TABLE posts; --'] }]);
    expect(post.subject).toBe('\ufffd');
  });

  it('cites - only of living posts of the same thread become links, thirty of one post at most', async () => {
    const elsewhere = await house.post();
    const thread = await house.post();
    const replies = [];
    for (let n = 0; n < 35; n += 1) replies.push(await house.reply(thread));
    const numbers = [elsewhere.no, 999_999, ...replies.map((reply) => reply.no)];
    const citing = await house.reply(thread, { text: numbers.map((no) => `>>${no}`).join(' ') });
    const { posts } = await house.changes(thread);
    const post = posts.find(({ no }) => no === citing.no);
    expect(post).toMatchObject({ cites: replies.slice(0, 28).map((reply) => reply.no) });
    const cited = posts.filter((one) => !one.gone && one.backlinks.includes(citing.no));
    expect(cited.map(({ no, version }) => [no, version])).toEqual(
      replies.slice(0, 28).map(({ no }) => [no, citing.threadVersion]),
    );
    expect((await house.live(elsewhere)).backlinks).toEqual([]);
  });

  it('a reply - bumps its thread, unless it is a sage or the thread is over its bump limit', async () => {
    const thread = await house.post({ board: 'test' });
    const bumped = async (): Promise<string | undefined> => (await house.changes(thread)).thread?.bumpedAt;
    const times = [await bumped()];
    for (const sage of [true, false, false, false]) {
      await house.reply(thread, { sage });
      times.push(await bumped());
    }
    const [start, afterSage, second, third, overLimit] = times;
    expect(afterSage).toBe(start);
    expect(second && start && second > start).toBe(true);
    expect(third && second && third > second).toBe(true);
    expect(overLimit).toBe(third);
    expect((await house.changes(thread)).thread).toMatchObject({ replies: 4, bumping: false });
  });

  it('a locked thread - refuses replies until it is unlocked, and both raise its version', async () => {
    const thread = await house.post();
    const locked = await house.call(LockThread, { board: 'b', thread: thread.no, locked: true });
    expect(locked).toMatchObject({ threadVersion: 2, no: thread.no });
    const again = await house.call(LockThread, { board: 'b', thread: thread.no, locked: true });
    expect(again.threadVersion).toBe(2);
    expect(await house.refusal(house.reply(thread))).toMatchObject({
      reason: 'thread_locked',
      details: { board: 'b', thread: thread.no },
    });
    expect((await house.changes(thread)).thread?.locked).toBe(true);
    const open = await house.call(LockThread, { board: 'b', thread: thread.no, locked: false });
    expect(open.boardVersion).toBeGreaterThan(locked.boardVersion);
    await house.reply(thread);
  });

  it.each([
    ['no such board', { board: 'nope' }, 'board_not_found'],
    ['no such thread', { thread: 999_999 }, 'thread_not_found'],
    ['nothing in it', { text: ' \n ' }, 'post_empty'],
    ['too long a text', { text: 'x'.repeat(15_001) }, 'text_too_long'],
    ['too many lines', { text: 'x\n'.repeat(600) + 'x' }, 'text_too_many_lines'],
    ['too long a subject', { subject: 'x'.repeat(101) }, 'subject_too_long'],
    ['too many files', { files: [1, 2, 3, 4, 5].map(() => newFile()) }, 'too_many_files'],
    ['too big a file', { files: [newFile(undefined, { bytes: 30_000_000 })] }, 'file_too_big'],
    [
      'too long a video for this board',
      { board: 'test', files: [newFile(undefined, { durationMs: 1_001 })] },
      'video_too_long',
    ],
    ['a wrong cloak', { cloak: 'x' }, 'input_invalid'],
  ])('%s - is refused, and takes no number', async (_, wrong, reason) => {
    const before = await house.post();
    expect((await house.refusal(house.post(wrong))).reason).toBe(reason);
    expect((await house.post()).no).toBe(before.no + 1);
  });

  it('a reply named as if it were a thread - is no thread', async () => {
    const thread = await house.post();
    const reply = await house.reply(thread);
    expect((await house.refusal(house.post({ thread: reply.no }))).reason).toBe('thread_not_found');
  });

  it('answers - carry versions that only grow', async () => {
    const thread = await house.post();
    let last = thread;
    for (let n = 0; n < 5; n += 1) {
      const reply = await house.reply(thread, { cloak: newCloak() });
      expect(reply.threadVersion).toBe(last.threadVersion + 1);
      expect(reply.boardVersion).toBeGreaterThan(last.boardVersion);
      expect(reply.epoch).toBe(thread.epoch);
      last = reply;
    }
  });
});
