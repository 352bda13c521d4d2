import { randomUUID } from 'node:crypto';
import {
  AdmitPost,
  DeletePost,
  DomainError,
  type FileView,
  type PostedFile,
  GetKnownFiles,
  PurgeFile,
  PurgePost,
  UnbanFile,
} from '@board/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newCloak, newFile, PostsHouse } from './posts.house.js';

describe('files', () => {
  let house: PostsHouse;
  beforeAll(async () => {
    house = await PostsHouse.start({ replicas: 2, env: { UPLOADS_PER_MINUTE: '3', UPLOADS_PER_HOUR: '60' } });
  });
  afterAll(() => house?.stop());

  const post = (...files: PostedFile[]): ReturnType<PostsHouse['post']> => house.post({ text: '', files });
  const remove = (no: number): Promise<unknown> => house.call(DeletePost, { board: 'b', no });
  const verdict = async (name: string): Promise<string | undefined> =>
    (await house.call(GetKnownFiles, { names: [name] })).files[0]?.verdict;
  const state = async (name: string): Promise<unknown> =>
    (await house.db.query('SELECT state, uses FROM files WHERE name = $1', [name])).rows[0];
  const released = async (name: string): Promise<number> =>
    (
      await house.db.query(
        `SELECT 1 FROM outbox WHERE type = 'posts.file.released.v1' AND data ->> 'name' = $1`,
        [name],
      )
    ).rowCount ?? 0;
  const shown = async (of: Awaited<ReturnType<typeof post>>): Promise<string[]> =>
    (await house.live(of)).files.map((file) => file.name);

  const admit = (more: object): Promise<{ live: FileView[] }> =>
    house.call(AdmitPost, {
      board: 'b',
      thread: null,
      cloak: newCloak(),
      formId: randomUUID(),
      minted: false,
      text: '',
      subject: '',
      sage: false,
      files: [],
      ...more,
    });

  it('of one content one copy is shown, and the copy that is not needed is condemned at once', async () => {
    const first = newFile();
    const second = newFile(first.sha);
    await post(first);
    const other = await post(second, newFile());
    expect((await shown(other))[0]).toBe(first.name);
    expect(await state(first.name)).toEqual({ state: 'live', uses: 2 });
    expect(await state(second.name)).toEqual({ state: 'condemned', uses: 0 });
    expect(await released(second.name)).toBe(1);
    expect(await verdict(second.name)).toBe('delete');
    expect(await verdict(first.name)).toBe('keep');
  });

  it('each post shows a file under the name that it was sent with, and one copy of it', async () => {
    const file = newFile();
    const [one, two, nameless] = [
      await post({ ...file, originalName: 'Кот.png' }),
      await post({ ...newFile(file.sha), originalName: '"><i>.gif' }, newFile()),
      await post(file),
    ];
    expect((await house.live(one)).files).toEqual([{ ...file, originalName: 'Кот.png' }]);
    expect((await house.live(two)).files).toMatchObject([{ ...file, originalName: '"><i>.gif' }, {}]);
    expect((await house.live(nameless)).files).toEqual([file]);
    await house.call(PurgePost, { board: 'b', no: one.no });
    const kept = await house.db.query('SELECT FROM post_files WHERE original_name = $1', ['Кот.png']);
    expect(kept.rowCount).toBe(0);
  });

  it.each(['a/b.png', 'a\\b.png', 'a\nb', 'a\u202eb', 'x'.repeat(101), ''])(
    'a name that is no line of text (%j) - is refused',
    async (originalName) => {
      expect((await house.refusal(post({ ...newFile(), originalName }))).reason).toBe('input_invalid');
    },
  );

  it('a file goes when the last post that shows it goes, and not before', async () => {
    const file = newFile();
    const [one, two] = [await post(file), await post(file)];
    await remove(one.no);
    expect([await verdict(file.name), await released(file.name)]).toEqual(['keep', 0]);
    await remove(two.no);
    expect([await verdict(file.name), await released(file.name)]).toEqual(['trash', 1]);
    await house.call(PurgePost, { board: 'b', no: one.no });
    expect(await verdict(file.name)).toBe('trash');
    await house.call(PurgePost, { board: 'b', no: two.no });
    expect(await verdict(file.name)).toBe('delete');
  });

  it('a condemned copy that media has not asked about - is shown again by a new post', async () => {
    const file = newFile();
    await remove((await post(file)).no);
    expect(await state(file.name)).toEqual({ state: 'condemned', uses: 0 });
    const again = await post(file);
    expect(await shown(again)).toEqual([file.name]);
    expect(await verdict(file.name)).toBe('keep');
  });

  it('a copy that media was told it may delete - is never shown again; a new copy is', async () => {
    const file = newFile();
    await remove((await post(file)).no);
    expect(await verdict(file.name)).toBe('trash');
    expect(await house.refusal(post(file))).toMatchObject({
      reason: 'file_gone',
      details: { sha: file.sha },
    });
    const copy = newFile(file.sha);
    expect(await shown(await post(copy))).toEqual([copy.name]);
    expect(await verdict(file.name)).toBe('trash');
  });

  it('a name that posts never heard of - may be deleted, and is refused from then on', async () => {
    const file = newFile();
    expect(await verdict(file.name)).toBe('delete');
    expect((await house.refusal(post(file))).reason).toBe('file_gone');
  });

  it('a post that media asks about while it is made - never shows a copy that media may delete (200 races)', async () => {
    const outcomes = { shown: 0, gone: 0 };
    for (let round = 0; round < 10; round += 1) {
      await Promise.all(
        Array.from({ length: 20 }, async (_, n) => {
          const file = newFile();
          if (n % 2) await remove((await post(file)).no);
          const [made, said] = await Promise.allSettled([post(file), verdict(file.name)]);
          const keeps = said.status === 'fulfilled' && said.value === 'keep';
          const isGone =
            made.status === 'rejected' &&
            made.reason instanceof DomainError &&
            made.reason.reason === 'file_gone';
          expect(made.status === 'fulfilled' ? keeps : isGone && !keeps).toBe(true);
          outcomes[made.status === 'fulfilled' ? 'shown' : 'gone'] += 1;
        }),
      );
    }
    // Both orders were met, or this has not tried what it says.
    expect(Math.min(outcomes.shown, outcomes.gone)).toBeGreaterThan(5);
  });

  it('posts that bring the same contents in other orders - all succeed, with one copy of each', async () => {
    const [a, b, c] = [newFile(), newFile(), newFile()];
    const orders = [
      [a, b, c],
      [c, b, a],
      [b, a, c],
      [c, a, b],
    ].flatMap((order) => Array.from({ length: 6 }, () => order));
    const posts = await Promise.all(orders.map((order) => post(...order.map((file) => newFile(file.sha)))));
    const names = new Set((await Promise.all(posts.map(shown))).flat());
    expect(names.size).toBe(3);
    const rows = await house.db.query('SELECT uses FROM files WHERE name = ANY ($1)', [[...names]]);
    expect(rows.rows).toEqual([{ uses: 24 }, { uses: 24 }, { uses: 24 }]);
    await Promise.all(posts.map((one) => remove(one.no)));
    for (const name of names) expect(await state(name)).toEqual({ state: 'condemned', uses: 0 });
  });

  describe('a banned content', () => {
    const purge = (sha: string): Promise<{ posts: number }> => house.call(PurgeFile, { sha });
    const told = async (type: string, key: string, value: string): Promise<{ gone: number[] }[]> =>
      (
        await house.db.query('SELECT data FROM outbox WHERE type = $1 AND data ->> $2 = $3', [
          type,
          key,
          value,
        ])
      ).rows.map((row: { data: { gone: number[] } }) => row.data);

    it('leaves every post of every board, which keep a note, their words and their other files', async () => {
      const [bad, other] = [newFile(), newFile()];
      const thread = await house.post({ text: 'words', files: [bad, other, bad] });
      const reply = await house.reply(thread, { files: [bad] });
      const far = await house.post({ board: 'pr', files: [newFile(bad.sha)] });
      const before = await house.changes(thread);

      expect(await purge(bad.sha)).toEqual({ posts: 3 });

      expect(await house.live(thread)).toMatchObject({ files: [other], filesGone: true });
      expect(await house.live(reply)).toMatchObject({ files: [], filesGone: true });
      expect(await house.live(far)).toMatchObject({ files: [], filesGone: true });
      const after = await house.changes(thread);
      expect(after.thread?.files).toBe(1);
      expect(after.version).toBeGreaterThan(before.version);
      expect(after.boardVersion).toBeGreaterThan(before.boardVersion);
      const events = await told('posts.thread.changed.v1', 'thread', String(thread.no));
      expect(new Set(events.flatMap(({ gone }) => gone))).toEqual(new Set([thread.no, reply.no]));
      expect(await told('posts.file.banned.v1', 'sha', bad.sha)).toHaveLength(1);
      expect(await shown(thread)).toEqual([other.name]);
      expect(await purge(bad.sha)).toEqual({ posts: 0 });
    });

    it('is deleted for good, also where it was shown by posts in the trash, and where nobody knew of it', async () => {
      const [bad, unknown] = [newFile(), newFile()];
      const trashed = await post(bad);
      await remove(trashed.no);
      expect(await verdict(bad.name)).toBe('trash');
      await purge(bad.sha);
      await purge(unknown.sha);
      expect(await verdict(bad.name)).toBe('delete');
      expect(await verdict(unknown.name)).toBe('delete');
    });

    it('is refused before and after it is processed, and taken again once the ban is taken back', async () => {
      const [bad, fine] = [newFile(), newFile()];
      await purge(bad.sha);
      const refusal = { kind: 'forbidden', reason: 'file_banned', details: { file: 2, sha: bad.sha } };
      expect(await house.refusal(post(fine, bad))).toMatchObject(refusal);
      const asked = [fine, bad].map(({ sha }) => ({ sha, bytes: 5 }));
      expect(await house.refusal(admit({ files: asked }))).toMatchObject(refusal);
      expect(await house.call(UnbanFile, { sha: bad.sha })).toEqual({ banned: true });
      expect(await house.call(UnbanFile, { sha: bad.sha })).toEqual({ banned: false });
      expect(await shown(await post(bad))).toEqual([bad.name]);
    });

    it('a copy that was deleted is not brought back after the ban', async () => {
      const bad = newFile();
      await post(bad);
      await purge(bad.sha);
      await house.call(UnbanFile, { sha: bad.sha });
      expect((await house.refusal(post(bad))).reason).toBe('file_gone');
      const copy = newFile(bad.sha);
      expect(await shown(await post(copy))).toEqual([copy.name]);
    });

    it('is on no post in the end, however many are made meanwhile (10 times 20)', async () => {
      const outcomes = { made: 0, refused: 0 };
      for (let round = 0; round < 10; round += 1) {
        const bad = newFile();
        const making = Array.from({ length: 20 }, () => post(newFile(bad.sha)));
        const early = making[round]?.catch(() => undefined);
        const [, ...made] = await Promise.allSettled([early?.then(() => purge(bad.sha)), ...making]);
        for (const one of made) {
          outcomes[one.status === 'fulfilled' ? 'made' : 'refused'] += 1;
          if (one.status === 'fulfilled') expect(await shown(one.value)).toEqual([]);
          else expect((one.reason as DomainError).reason).toBe('file_banned');
        }
      }
      // Both orders were met, or this has not tried what it says.
      expect(Math.min(outcomes.made, outcomes.refused)).toBeGreaterThan(0);
    });
  });

  describe('admitting', () => {
    it('tells which files are shown already, as they are shown', async () => {
      const file = newFile();
      await post(file);
      const asked = [
        { sha: file.sha, bytes: 5 },
        { sha: newFile().sha, bytes: 5 },
      ];
      expect((await admit({ files: asked })).live).toEqual([file]);
    });

    it('counts new uploads of one poster, exactly, and says how long to wait', async () => {
      const cloak = newCloak();
      const file = newFile();
      await post(file);
      const fresh = (): { sha: string; bytes: number }[] => [{ sha: newFile().sha, bytes: 5 }];
      const outcomes = await Promise.allSettled(
        Array.from({ length: 8 }, () => admit({ cloak, files: fresh() })),
      );
      expect(outcomes.filter((one) => one.status === 'fulfilled')).toHaveLength(3);
      const refusal = await house.refusal(admit({ cloak, files: fresh() }));
      expect(refusal).toMatchObject({ kind: 'rate_limited', reason: 'too_many_uploads' });
      expect(refusal.details?.['retryMs']).toBeGreaterThan(50_000);
      expect((await admit({ cloak, files: [{ sha: file.sha, bytes: 5 }] })).live).toEqual([file]);
    });

    it.each([
      ['no such board', { board: 'nope' }, 'board_not_found'],
      ['no such thread', { thread: 999_999 }, 'thread_not_found'],
      ['nothing in it', {}, 'post_empty'],
      ['too big a file', { files: [{ sha: newFile().sha, bytes: 99_000_000 }] }, 'file_too_big'],
      ['too long a text', { text: 'x'.repeat(15_001) }, 'text_too_long'],
    ])('%s - is refused as it would be when posted', async (_, wrong, reason) => {
      expect((await house.refusal(admit(wrong))).reason).toBe(reason);
    });
  });
});
