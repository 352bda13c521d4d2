import { randomUUID } from 'node:crypto';
import { AdmitPost, GetBoardPage, SetBoard } from '@board/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newCloak, newFile, PostsHouse } from './posts.house.js';

describe('names', () => {
  let house: PostsHouse;
  beforeAll(async () => {
    house = await PostsHouse.start({ replicas: 2 });
  });
  afterAll(() => house?.stop());

  it('a name and its trips - are shown wherever the post is, and what makes them is kept nowhere', async () => {
    const thread = await house.post({ name: ' Ann#sesame##open ' });
    const post = await house.live(thread);
    expect(post).toMatchObject({
      name: 'Ann',
      trip: expect.stringMatching(/^![./\w]{10}!![\w-]{10}$/) as string,
    });
    const { threads } = await house.call(GetBoardPage, { board: 'b', page: 1 });
    expect(threads[0]?.op).toMatchObject({ name: 'Ann', trip: post.trip });
    const { rows } = await house.db.query(
      `SELECT p::text || (SELECT string_agg(o::text, '') FROM outbox o) AS kept FROM posts p WHERE no = $1`,
      [thread.no],
    );
    expect(JSON.stringify(rows)).toContain('Ann');
    expect(JSON.stringify(rows)).not.toMatch(/sesame|open /);
    for (const replica of house.replicas) expect(replica.lines.join('\n')).not.toContain('sesame');
  });

  it('a secure trip - is the same from every replica', async () => {
    const thread = await house.post();
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => house.reply(thread, { name: 'Ann##open' })),
    );
    const trips = await Promise.all(replies.map(async (reply) => (await house.live(reply)).trip));
    expect(new Set(trips).size).toBe(1);
  });

  it('nobody in particular - has no name and no trip', async () => {
    expect(await house.live(await house.post())).toMatchObject({ name: '', trip: '' });
  });

  it('the same form with another name is another post, with another way to the same name it is not', async () => {
    const form = { formId: randomUUID(), cloak: newCloak(), name: 'Ann#tea' };
    const { no } = await house.post(form);
    expect((await house.post({ ...form, name: ' Ann#tea' })).no).toBe(no);
    expect((await house.refusal(house.post({ ...form, name: 'Ann' }))).reason).toBe('form_reused');
    expect((await house.refusal(house.post({ ...form, name: 'Ann#te' }))).reason).toBe('form_reused');
  });

  it('too long a name - is refused, however little of it makes the trip', async () => {
    const refusal = await house.refusal(house.post({ name: `${'x'.repeat(101)}#tea` }));
    expect(refusal).toMatchObject({ reason: 'name_too_long', details: { max: 100, got: 101 } });
    expect((await house.live(await house.post({ name: `${'x'.repeat(100)}#${'y'.repeat(200)}` }))).name).toBe(
      'x'.repeat(100),
    );
  });

  it('on a board where everybody is anonymous - neither name nor trip is taken, also before files are worked on', async () => {
    await house.call(SetBoard, { board: 'pr', setting: 'names', value: false });
    const refused = { kind: 'invalid', reason: 'names_off', details: { board: 'pr' } };
    for (const name of ['Ann', '#tea', '##tea'])
      expect(await house.refusal(house.post({ board: 'pr', name }))).toMatchObject(refused);
    const file = newFile();
    const draft = { board: 'pr', thread: null, cloak: newCloak(), formId: randomUUID(), minted: false };
    const asked = house.call(AdmitPost, {
      ...draft,
      text: '',
      subject: '',
      sage: false,
      name: 'Ann',
      files: [{ sha: file.sha, bytes: 5 }],
    });
    expect(await house.refusal(asked)).toMatchObject(refused);
    expect((await house.post({ board: 'pr', name: '  ' })).board).toBe('pr');
  });
});
