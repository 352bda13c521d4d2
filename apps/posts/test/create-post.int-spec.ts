import { randomUUID } from 'node:crypto';
import { GetBoardPage, ListBoards, LockThread } from '@board/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newCloak, newFile, PostsHouse } from './posts.house.js';

describe('posting', () => {
  let house: PostsHouse;
  beforeAll(async () => {
    house = await PostsHouse.start();
  });
  afterAll(() => house?.stop());

  it('a thread and its replies - are read back as they were written', async () => {
    const thread = await house.post({ subject: ' Cats ', text: '\r\n**hello**\r\n>quote\r\n' });
    const reply = await house.reply(thread, { text: `>>${thread.no} yes`, sage: true });
    const { thread: state, posts, upTo, version } = await house.changes(thread);
    expect(state).toMatchObject({ board: 'b', no: thread.no, subject: 'Cats', replies: 1, locked: false, bumping: true });
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
});
