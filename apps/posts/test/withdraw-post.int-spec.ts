import { DeletePost, FileReleasedV1, WithdrawPost } from '@board/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newCloak, newFile, PostsHouse } from './posts.house.js';

type Asked = Partial<{ password: string; cloak: string; only: 'post' | 'files' }>;

describe('taking a post back', () => {
  let house: PostsHouse;
  beforeAll(async () => {
    house = await PostsHouse.start({ replicas: 2 });
  });
  afterAll(() => house?.stop());

  const withdraw = (no: number, more: Asked = {}): ReturnType<PostsHouse['post']> =>
    house.call(WithdrawPost, { board: 'b', no, password: 'open', cloak: newCloak(), only: 'post', ...more });

  it('with its password - deletes it, as staff would, from whatever address', async () => {
    const thread = await house.post();
    const file = newFile();
    const reply = await house.reply(thread, { password: 'open', files: [file] });
    const done = await withdraw(reply.no);
    expect(done).toMatchObject({ thread: thread.no, no: reply.no, threadVersion: 3 });
    expect(await house.find(reply)).toMatchObject({ gone: true });
    const { rows } = await house.db.query('SELECT 1 FROM outbox WHERE type = $1 AND key = $2', [
      FileReleasedV1.type,
      file.name,
    ]);
    expect(rows).toHaveLength(1);
    expect((await withdraw(reply.no)).threadVersion).toBe(3);
  });

  it('the first post - takes its thread along', async () => {
    const thread = await house.post({ password: 'open' });
    await house.reply(thread);
    await withdraw(thread.no);
    expect((await house.changes(thread)).thread).toBeNull();
  });

  it('or only its files - leaves the words with a note', async () => {
    const thread = await house.post({ password: 'open', text: 'words', files: [newFile(), newFile()] });
    await withdraw(thread.no, { only: 'files' });
    expect(await house.live(thread)).toMatchObject({
      files: [],
      filesGone: true,
      body: [{ t: 'p', c: ['words'] }],
    });
  });

  it('with a wrong password, or of a post without one - is refused, and nothing changes', async () => {
    const thread = await house.post({ password: 'open' });
    const without = await house.reply(thread);
    const refused = { kind: 'forbidden', reason: 'password_wrong' };
    expect(await house.refusal(withdraw(thread.no, { password: 'opem' }))).toMatchObject(refused);
    expect(await house.refusal(withdraw(thread.no, { password: '' }))).toMatchObject(refused);
    expect(await house.refusal(withdraw(without.no, { password: '' }))).toMatchObject(refused);
    expect(await house.refusal(withdraw(without.no))).toMatchObject(refused);
    expect((await house.changes(thread)).version).toBe(2);
  });

  it('of a post that is not there - says so', async () => {
    expect((await house.refusal(withdraw(999_999))).reason).toBe('post_not_found');
    const elsewhere = house.call(WithdrawPost, {
      ...{ board: 'nope', no: 1, password: 'open', cloak: newCloak(), only: 'post' },
    });
    expect((await house.refusal(elsewhere)).reason).toBe('board_not_found');
  });

  it('wrong passwords of one poster - are counted exactly, on whichever replica, and the right one waits too', async () => {
    const thread = await house.post({ password: 'open' });
    const cloak = newCloak();
    const tries = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        house.refusal(withdraw(thread.no, { cloak, password: `guess ${n}` })),
      ),
    );
    const count = (reason: string): number => tries.filter((refusal) => refusal.reason === reason).length;
    expect([count('password_wrong'), count('too_many_tries')]).toEqual([5, 15]);
    const late = await house.refusal(withdraw(thread.no, { cloak }));
    expect(late).toMatchObject({ kind: 'rate_limited', reason: 'too_many_tries' });
    expect(late.details?.['retryMs']).toBeGreaterThan(30_000);
    expect(late.details?.['retryMs']).toBeLessThanOrEqual(60_000);
    expect((await house.live(thread)).no).toBe(thread.no);
    await withdraw(thread.no);
  });

  it('its password - is kept only as a hash, which no other post of the same password has', async () => {
    const posts = [await house.post({ password: 'sesame' }), await house.post({ password: 'sesame' })];
    const { rows } = await house.db.query<{ mac: string; row: string }>(
      'SELECT password_mac AS mac, p::text AS row FROM posts p WHERE no = ANY ($1) AND board_id = 1',
      [posts.map(({ no }) => no)],
    );
    expect(new Set(rows.map(({ mac }) => mac)).size).toBe(2);
    for (const { mac, row } of rows) {
      expect(mac).toMatch(/^[0-9a-f]{64}$/);
      expect(row).not.toContain('sesame');
    }
    for (const replica of house.replicas) expect(replica.lines.join('\n')).not.toContain('sesame');
  });

  it('from the poster and from staff at once, while others answer it - takes it once', async () => {
    const thread = await house.post();
    const post = await house.reply(thread, { password: 'open', files: [newFile()] });
    await Promise.all([
      withdraw(post.no),
      withdraw(post.no, { only: 'files' }),
      house.call(DeletePost, { board: 'b', no: post.no }),
      ...[1, 2, 3].map(() => house.reply(thread, { text: `>>${post.no}` })),
    ]);
    expect((await house.changes(thread)).thread).toMatchObject({ replies: 3, files: 0 });
  });
});

describe('covered pictures', () => {
  let house: PostsHouse;
  beforeAll(async () => {
    house = await PostsHouse.start();
  });
  afterAll(() => house?.stop());

  it('are said to be so of the post, and a post without pictures has nothing to cover', async () => {
    const thread = await house.post({ spoiler: true, files: [newFile()] });
    const reply = await house.reply(thread, { spoiler: true });
    expect((await house.live(thread)).spoiler).toBe(true);
    expect((await house.live({ ...reply })).spoiler).toBe(false);
  });
});
