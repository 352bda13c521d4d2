import { type House, liveLinkIn, liveMessages, noise, startHouse, until, Visitor } from '@board/testing';
import { readBoardMark } from '@board/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe('a database that is not the one of a moment ago', () => {
  let house: House;

  beforeAll(async () => {
    house = await startHouse({
      env: {
        posts: { FLOOD_REPLY_MS: '0', FLOOD_THREAD_MS: '0' },
        media: { SWEEP_EVERY_MS: '200', SWEEP_GRACE_MS: '0' },
      },
    });
  });
  afterAll(() => house?.stop());

  /** Stops posts, has something done, and starts it on a database. */
  async function onDatabase(work: () => Promise<string>): Promise<void> {
    const posts = house.service('posts');
    await posts.stop();
    posts.change({ DATABASE_URL: await work() });
    await posts.start();
  }

  it('an older backup that was restored without a word - is shown at once to who has seen what it lacks', async () => {
    const visitor = new Visitor(house.url());
    const { thread } = await visitor.post({ text: 'before the backup' });
    const path = `/b/thread/${thread}`;
    let backup = '';
    await onDatabase(async () => {
      backup = await house.postgres.createDatabase('board_backup');
      return house.postgres.url;
    });
    for (const n of [1, 2, 3]) await visitor.post({ thread, text: `lost ${n}` });
    await until('the lost are shown', async () => (await visitor.text(path)).includes('lost 3'));
    const seen = (await visitor.fetch(path)).headers.get('etag') ?? '';
    const page = await visitor.text(path);
    const heard: string[] = [];
    const reading = (async () => {
      const live = liveMessages(new URL(liveLinkIn(page), house.url()));
      for await (const { event } of live) heard.push(event);
    })();

    await onDatabase(async () => backup);
    await until('the reader is told to load the page anew', () => heard.includes('reload'));
    await reading;
    for (const n of [1, 2, 3]) await visitor.post({ thread, text: `new ${n}` });
    const answer = await visitor.fetch(path, { headers: { 'If-None-Match': seen } });
    expect(answer.status).toBe(200);
    const shown = await answer.text();
    for (const n of [1, 2, 3]) expect(shown).toContain(`new ${n}`);
    expect(shown).not.toContain('lost');
  });

  it('an empty one - takes no file out of the store, and the start says what is wrong', async () => {
    const visitor = new Visitor(house.url());
    for (let n = 0; n < 3; n += 1) await visitor.post({ text: `a picture ${n}`, files: [noise()] });
    await house.settle();
    const before = [await house.storedNames('files/'), await house.storedNames('thumbs/')];
    expect(before.flat()).toHaveLength(6);
    const board = await readBoardMark(await house.store());
    const posts = house.service('posts');
    await posts.stop();
    posts.change({ DATABASE_URL: await emptyDatabase(), ACCEPT_CHANGED: 'streams' });
    await posts.start();
    await until('media says so', () =>
      house.log().includes(`The store holds files of board ${board}, and the database`),
    );
    const swept = () => house.metric('media', 'media_sweeps_total');
    const sweeps = await swept();
    await until('it was about to sweep', async () => (await swept()) > sweeps + 1);
    expect([await house.storedNames('files/'), await house.storedNames('thumbs/')]).toEqual(before);
  });

  async function emptyDatabase(): Promise<string> {
    await house.db.query('CREATE DATABASE empty TEMPLATE template0');
    return house.postgres.url.replace(/board$/, 'empty');
  }
});
