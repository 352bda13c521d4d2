import { DeletePost, type PostAnswer, PostChangedV1, PurgePost } from '@board/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PostsHouse } from './posts.house.js';

describe('cites beyond a thread', () => {
  let house: PostsHouse;
  beforeAll(async () => {
    house = await PostsHouse.start();
  });
  afterAll(() => house?.stop());

  const remove = ({ board, no }: PostAnswer): Promise<PostAnswer> => house.call(DeletePost, { board, no });
  const place = ({ board, thread, no }: PostAnswer): object => ({ board, thread, no });
  const told = async (): Promise<number> =>
    (await house.db.query(`SELECT 1 FROM outbox WHERE type = '${PostChangedV1.type}'`)).rowCount ?? 0;

  it('say at once where they lead, and the cited posts name them a moment later', async () => {
    const here = await house.post();
    const there = await house.post({ board: 'pr' });
    const near = await house.post();
    const citing = await house.reply(here, {
      text: `>>${near.no} >>>/pr/${there.no} >>>/b/${here.no} >>999999 >>>/nope/1 >>>/pr/999999`,
    });
    expect(await house.live(citing)).toMatchObject({
      cites: [here.no],
      farCites: [
        { ...place(there), dead: false },
        { ...place(near), dead: false },
      ],
    });
    await house.settle();
    for (const cited of [near, there]) {
      expect(await house.live(cited)).toMatchObject({
        version: 2,
        bodyVersion: 1,
        backlinks: [],
        farBacklinks: [place(citing)],
      });
    }
  });

  it('the first post of a thread cites too', async () => {
    const old = await house.post();
    const next = await house.post({ text: `>>${old.no} is full` });
    await house.settle();
    expect((await house.live(next)).farCites).toEqual([{ ...place(old), dead: false }]);
    expect((await house.live(old)).farBacklinks).toEqual([place(next)]);
  });

  it('are dead when what they cite is deleted, and the citing post is drawn anew', async () => {
    const [thread, other] = [await house.post(), await house.post()];
    const cited = await house.reply(other);
    const citing = await house.reply(thread, { text: `>>${cited.no} and >>${other.no}` });
    const quiet = await house.reply(thread);
    await house.settle();
    await remove(cited);
    await house.settle();
    const { posts, version } = await house.changes(thread, { version: quiet.threadVersion, no: 1e9 });
    expect(posts).toMatchObject([
      {
        no: citing.no,
        version,
        bodyVersion: version,
        farCites: [
          { ...place(other), dead: false },
          { ...place(cited), dead: true },
        ],
      },
    ]);
    await house.call(PurgePost, { board: 'b', no: other.no });
    await house.settle();
    expect((await house.live(citing)).farCites.map(({ dead }) => dead)).toEqual([true, true]);
  });

  it('leave no backlink when they are deleted, alone or with their thread', async () => {
    const cited = await house.post();
    const thread = await house.post({ text: `>>${cited.no}` });
    const reply = await house.reply(thread, { text: `>>${cited.no} again` });
    const keeper = await house.post({ board: 'pr', text: `>>>/b/${cited.no}` });
    await house.settle();
    expect((await house.live(cited)).farBacklinks).toHaveLength(3);
    await remove(reply);
    await house.settle();
    expect((await house.live(cited)).farBacklinks).toEqual([place(thread), place(keeper)]);
    await remove(thread);
    await house.settle();
    expect((await house.live(cited)).farBacklinks).toEqual([place(keeper)]);
  });

  it('a deleted post of the same thread is a dead cite, whether it went before or after', async () => {
    const thread = await house.post();
    const victim = await house.reply(thread);
    const early = await house.reply(thread, { text: `>>${victim.no}` });
    const gone = await remove(victim);
    const late = await house.reply(thread, { text: `>>${victim.no}` });
    const dead = [{ ...place(victim), dead: true }];
    expect(await house.live(early)).toMatchObject({
      cites: [],
      farCites: dead,
      bodyVersion: gone.threadVersion,
    });
    expect(await house.live(late)).toMatchObject({ cites: [], farCites: dead });
  });

  it('thirty of one post at most lead anywhere, near and far together', async () => {
    const thread = await house.post();
    const other = await house.post();
    const replies = [];
    for (let n = 0; n < 29; n += 1) replies.push(await house.reply(thread));
    const numbers = [...replies, other, thread].map(({ no }) => `>>${no}`);
    const citing = await house.live(await house.reply(thread, { text: numbers.join(' ') }));
    expect(citing.cites).toHaveLength(29);
    expect(citing.farCites).toEqual([{ ...place(other), dead: false }]);
  });

  it('within the thread cost what they did: no event follows, from posting or from deleting', async () => {
    const before = await told();
    const thread = await house.post();
    const reply = await house.reply(thread, { text: `>>${thread.no} >>999999` });
    await house.reply(thread, { text: `>>>/b/${reply.no}` });
    await remove(reply);
    expect(await told()).toBe(before);
  });

  it('told of again and again - change nothing, and raise no version', async () => {
    const cited = await house.post();
    const citing = await house.post({ text: `>>${cited.no}` });
    const gone = await house.post({ text: `>>${cited.no} >>${citing.no}` });
    await house.settle();
    await remove(gone);
    await house.settle();
    const state = async (): Promise<unknown[]> =>
      (
        await house.db.query(`
          SELECT (SELECT json_agg(p ORDER BY id) FROM (SELECT id, version, body_version FROM posts) AS p) AS posts,
            (SELECT json_agg(t ORDER BY id) FROM (SELECT id, version, board_version FROM threads) AS t) AS threads,
            (SELECT json_agg(b ORDER BY id) FROM (SELECT id, version FROM boards) AS b) AS boards,
            (SELECT json_agg(c) FROM far_cites c) AS cites, (SELECT json_agg(c) FROM far_backlinks c) AS backlinks`)
      ).rows;
    const before = await state();
    await house.db.query(`
      INSERT INTO outbox (type, key, version, data)
      SELECT type, key, version, data FROM outbox, generate_series(1, 3) WHERE type = '${PostChangedV1.type}'`);
    await house.settle();
    expect(await state()).toEqual(before);
  });
});
