import { randomUUID } from 'node:crypto';
import { AdmitPost, DeletePost } from '@board/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newCloak, newFile, PostsHouse } from './posts.house.js';

describe('a form sent more than once', () => {
  let house: PostsHouse;
  beforeAll(async () => {
    house = await PostsHouse.start({
      replicas: 2,
      env: { FLOOD_REPLY_MS: '60000', FLOOD_THREAD_MS: '60000' },
    });
  });
  afterAll(() => house?.stop());

  const posts = async (formId: string): Promise<number> =>
    (await house.db.query('SELECT 1 FROM posts WHERE form_id = $1', [formId])).rowCount ?? 0;

  it.each([
    ['from one address', (): string | undefined => undefined],
    ['from an address that changes', (): string | undefined => newCloak()],
  ])('at once, %s - is one post with one answer', async (_, cloakOf) => {
    const form = { formId: randomUUID(), cloak: newCloak(), files: [newFile()] };
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => house.post({ ...form, cloak: cloakOf() ?? form.cloak })),
    );
    expect(new Set(answers.map((answer) => answer.no)).size).toBe(1);
    expect(await posts(form.formId)).toBe(1);
  });

  it('later, with other versions since - names the same post with the versions of now, before any rule is asked', async () => {
    const thread = await house.post();
    const form = { formId: randomUUID(), cloak: newCloak(), text: 'again' };
    const first = await house.reply(thread, form);
    const other = await house.reply(thread);
    const again = await house.reply(thread, form);
    expect(again).toEqual({ ...first, threadVersion: other.threadVersion, boardVersion: again.boardVersion });
    expect(again.boardVersion).toBeGreaterThanOrEqual(other.boardVersion);
    await house.call(DeletePost, { board: 'b', no: first.no });
    expect((await house.reply(thread, form)).no).toBe(first.no);
  });

  it('with other content - is refused, and says which post it made', async () => {
    const thread = await house.post();
    const form = { formId: randomUUID(), cloak: newCloak() };
    const { no } = await house.reply(thread, { ...form, text: 'one' });
    const expected = {
      kind: 'conflict',
      reason: 'form_reused',
      details: { board: 'b', thread: thread.no, no },
    };
    expect(await house.refusal(house.reply(thread, { ...form, text: 'two' }))).toMatchObject(expected);
    expect(
      await house.refusal(house.reply(thread, { ...form, text: 'one', files: [newFile()] })),
    ).toMatchObject(expected);
    expect(await house.refusal(house.post({ ...form, text: 'one' }))).toMatchObject(expected);
  });

  it('with other line ends - is the same', async () => {
    const form = { formId: randomUUID(), cloak: newCloak() };
    const { no } = await house.post({ ...form, text: 'a\r\nb\r\n' });
    expect((await house.post({ ...form, text: 'a\nb' })).no).toBe(no);
  });

  it('without a script - the same content from the same poster is the same form, while the post lives', async () => {
    const thread = await house.post();
    const cloak = newCloak();
    const send = (more = {}): ReturnType<PostsHouse['post']> =>
      house.reply(thread, { cloak, minted: true, text: 'by hand', ...more });
    const [first, twin] = await Promise.all([send(), send()]);
    expect(twin.no).toBe(first.no);
    expect((await send()).no).toBe(first.no);
    expect((await house.refusal(send({ text: 'other words' }))).reason).toBe('flood');
    expect((await house.refusal(send({ minted: false }))).reason).toBe('flood');
    expect((await send({ cloak: newCloak() })).no).not.toBe(first.no);
    await house.call(DeletePost, { board: 'b', no: first.no });
    expect((await house.refusal(send())).reason).toBe('flood');
  });

  it('asked of admit - tells the post that the form made', async () => {
    const file = newFile();
    const form = { formId: randomUUID(), cloak: newCloak(), text: 'with a file' };
    const { no } = await house.post({ ...form, files: [file] });
    const asked = { board: 'b', thread: null, minted: false, subject: '', sage: false, ...form };
    const admitted = await house.call(AdmitPost, { ...asked, files: [{ sha: file.sha, bytes: 9 }] });
    expect(admitted).toMatchObject({ repeat: { no }, live: [] });
    const other = house.call(AdmitPost, { ...asked, files: [] });
    expect((await house.refusal(other)).reason).toBe('form_reused');
  });
});
