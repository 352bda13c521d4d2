import { createHash } from 'node:crypto';
import { formOf, noise, placeOf, Visitor } from '@board/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { drawn, fileView, Refusal, Stand } from './stand.ts';

const CREATE = 'rpc.posts.post.create';
const ADMIT = 'rpc.posts.post.admit';
const INGEST = 'rpc.media.file.ingest';

let stand: Stand;
let visitor: Visitor;

beforeAll(async () => {
  stand = await Stand.start();
});
beforeEach(() => {
  stand.furnish();
  visitor = new Visitor(() => stand.url);
});
afterAll(() => stand?.stop());

const sha = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describe('a post with files', () => {
  it('is admitted first, then its files are processed, then it is made', async () => {
    const [one, two] = [noise(), noise()];
    const response = await visitor.send({ thread: 5, text: 'look', files: [one, two] });
    expect(response.status).toBe(303);
    expect(
      stand.calls.map(({ subject }) => subject).filter((subject) => !subject.includes('board.list')),
    ).toEqual([ADMIT, INGEST, INGEST, CREATE]);
    expect(stand.asked(ADMIT)[0]?.['files']).toEqual(
      [one, two].map(({ bytes }) => ({ sha: sha(bytes), bytes: bytes.length })),
    );
    expect(stand.asked(CREATE)[0]?.['files']).toEqual(
      [one, two].map(({ bytes }) => expect.objectContaining({ sha: sha(bytes) })),
    );
  });

  it('gives media the very bytes that were uploaded', async () => {
    const file = noise();
    let stored: Promise<Buffer[]> | undefined;
    stand.answer(INGEST, async ({ key, sha: name }) => {
      stored = stand.store
        .get(`incoming/${String(key)}`)
        .then((stream) => stream.toArray() as Promise<Buffer[]>);
      await stored;
      return fileView(String(name));
    });
    await visitor.send({ thread: 5, files: [file] });
    expect(Buffer.concat((await stored) ?? [])).toEqual(file.bytes);
  });

  it('does not process again what is live already', async () => {
    const [known, fresh] = [noise(), noise()];
    stand.answer(ADMIT, () => ({ live: [fileView(sha(known.bytes))] }));
    await visitor.send({ thread: 5, files: [known, fresh] });
    expect(stand.asked(INGEST).map(({ sha: name }) => name)).toEqual([sha(fresh.bytes)]);
    expect(stand.asked(CREATE)[0]?.['files']).toEqual(
      [known, fresh].map(({ bytes }) => expect.objectContaining({ sha: sha(bytes) })),
    );
  });

  it('that was made before by the same form is answered without any work', async () => {
    stand.answer(ADMIT, () => ({
      live: [],
      repeat: { board: 'b', thread: 5, no: 6, epoch: 'epochepo', threadVersion: 4, boardVersion: 9 },
    }));
    const response = await visitor.send({ thread: 5, files: [noise()] });
    expect(placeOf(response)?.no).toBe(6);
    expect(stand.asked(INGEST)).toEqual([]);
    expect(stand.asked(CREATE)).toEqual([]);
  });

  it('processes a file once more when its stored copy was just being deleted', async () => {
    const file = noise();
    let refused = false;
    stand.answer(CREATE, ({ thread }) => {
      if (!refused) {
        refused = true;
        throw new Refusal('file_gone', { sha: sha(file.bytes) });
      }
      return { board: 'b', thread, no: 8, epoch: 'epochepo', threadVersion: 4, boardVersion: 9 };
    });
    stand.answer(ADMIT, () => ({ live: [fileView(sha(file.bytes))] }));
    const response = await visitor.send({ thread: 5, files: [file] });
    expect(placeOf(response)?.no).toBe(8);
    expect(stand.asked(INGEST)).toHaveLength(1);
  });

  it('takes the same file twice in a form as one', async () => {
    const file = noise();
    await visitor.send({ thread: 5, files: [file, file] });
    expect(stand.asked(CREATE)[0]?.['files']).toHaveLength(1);
  });

  it('keeps what each was called, without its folders and whatever is no text', async () => {
    const names = ['Кот на "окне".png', '../../C:\\me\\\u202egnp.\ttwo.png', '\u200b'];
    const live = noise();
    stand.answer(ADMIT, () => ({ live: [fileView(sha(live.bytes))] }));
    const files = [live, noise(), noise()].map((file, n) => ({ ...file, name: names[n] ?? '' }));
    await visitor.send({ thread: 5, files });
    const made = stand.asked(CREATE)[0]?.['files'] as { originalName?: string; name: string }[];
    expect(made.map(({ originalName }) => originalName)).toEqual([
      'Кот на "окне".png',
      'gnp. two.png',
      undefined,
    ]);
    for (const { name } of made) expect(name).toMatch(/^[0-9a-f]{64}\.[0-9a-f-]{36}\.png$/);
  });

  it('an empty file input is no file', async () => {
    const form = formOf({ text: 'hello' });
    form.append('files', new Blob([]), '');
    const response = await visitor.fetch('/b/post', { method: 'POST', body: form });
    expect(response.status).toBe(303);
    expect(stand.asked(ADMIT)).toEqual([]);
  });

  it('leaves nothing in the upload folder', async () => {
    await visitor.send({ thread: 5, files: [noise()] });
    expect(await stand.leftovers()).toEqual([]);
  });
});

describe('a file that was accepted for a post that was refused', () => {
  const refuseOnce = (reason: 'flood' | 'thread_locked'): void => {
    let refused = false;
    stand.answer(CREATE, ({ thread }) => {
      if (refused) return { board: 'b', thread, no: 9, epoch: 'epochepo', threadVersion: 4, boardVersion: 9 };
      refused = true;
      throw new Refusal(reason, { retryMs: 1_200 });
    });
  };
  const tokensIn = async (response: Response): Promise<string[]> =>
    ((await drawn(response))['files'] as { token: string }[]).map(({ token }) => token);

  it('stays attached by a token and is not uploaded again', async () => {
    refuseOnce('flood');
    const file = { ...noise(), name: 'Кот.png' };
    const refused = await visitor.send({ thread: 5, text: 'a', files: [file] });
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('2');
    const tokens = await tokensIn(refused.clone());
    expect(await drawn(refused)).toMatchObject({ files: [{ name: 'Кот.png' }] });
    expect(tokens).toHaveLength(1);
    expect(tokens.join()).not.toContain(sha(file.bytes).slice(0, 8));
    stand.calls.length = 0;
    const made = await visitor.send({ thread: 5, text: 'a', tokens });
    expect(placeOf(made)?.no).toBe(9);
    expect(stand.calls.map(({ subject }) => subject)).toEqual([CREATE]);
    expect(stand.asked(CREATE)[0]?.['files']).toEqual([
      expect.objectContaining({ sha: sha(file.bytes), originalName: 'Кот.png' }),
    ]);
  });

  it('stays attached when another file of the form was refused', async () => {
    const [good, bad] = [noise(), noise()];
    stand.answer(INGEST, ({ sha: name }) => {
      if (name === sha(bad.bytes)) throw new Refusal('file_broken', { file: 2 });
      return fileView(String(name));
    });
    const refused = await visitor.send({ thread: 5, text: 'a', files: [good, bad] });
    expect(refused.status).toBe(422);
    expect(await tokensIn(refused)).toHaveLength(1);
    expect(stand.asked(CREATE)).toEqual([]);
  });

  it('is let go when it is banned meanwhile, and the others stay', async () => {
    refuseOnce('flood');
    const [good, bad] = [noise(), noise()];
    const tokens = await tokensIn(await visitor.send({ thread: 5, files: [good, bad] }));
    stand.answer(CREATE, () => {
      throw new Refusal('file_banned', { file: 2, sha: sha(bad.bytes) });
    });
    const refused = await visitor.send({ thread: 5, text: 'a', tokens });
    expect(refused.status).toBe(403);
    expect(await tokensIn(refused.clone())).toHaveLength(1);
    expect(await drawn(refused)).toMatchObject({
      error: { reason: 'file_banned', details: { file: 2 } },
      values: { text: 'a' },
    });
  });

  it('stays attached when a token of another file is no good', async () => {
    refuseOnce('flood');
    const [token = ''] = await tokensIn(await visitor.send({ thread: 5, files: [noise()] }));
    const refused = await visitor.send({ thread: 5, text: 'a', tokens: ['garbage', token] });
    expect(refused.status).toBe(422);
    expect(await tokensIn(refused)).toHaveLength(1);
  });

  it('stands before newly chosen ones, where a refusal counts files as the form shows them', async () => {
    refuseOnce('flood');
    const tokens = await tokensIn(await visitor.send({ thread: 5, files: [noise(), noise()] }));
    const [good, bad] = [noise(), noise()];
    stand.answer(INGEST, ({ sha: name, file }) => {
      if (name === sha(bad.bytes)) throw new Refusal('file_broken', { file: Number(file) });
      return fileView(String(name));
    });
    const broken = await visitor.send({ thread: 5, tokens, files: [bad, good] });
    expect(await drawn(broken)).toMatchObject({
      error: { reason: 'file_broken', details: { file: 3 } },
      files: [{}, {}, {}],
    });
    const empty = await visitor.send({ thread: 5, tokens, files: [{ ...bad, bytes: Buffer.alloc(0) }] });
    expect(await drawn(empty)).toMatchObject({ error: { reason: 'file_empty', details: { file: 3 } } });
  });

  it('and is chosen once more is one file', async () => {
    refuseOnce('flood');
    const file = noise();
    const tokens = await tokensIn(await visitor.send({ thread: 5, files: [file] }));
    stand.calls.length = 0;
    expect((await visitor.send({ thread: 5, tokens, files: [file] })).status).toBe(303);
    expect(stand.asked(ADMIT)[0]?.['files']).toHaveLength(1);
    expect(stand.asked(INGEST)).toEqual([]);
  });

  it.each([
    ['by another visitor', () => new Visitor(() => stand.url), 'b', (token: string) => token],
    ['when it was tampered with', () => visitor, 'b', (token: string) => `${token.slice(0, -6)}AAAAAA`],
    ['when it is garbage', () => visitor, 'b', () => 'garbage'],
  ])('cannot be used %s', async (_case, who, where, change) => {
    refuseOnce('thread_locked');
    const [token = ''] = await tokensIn(await visitor.send({ thread: 5, files: [noise()] }));
    const response = await who().send({ board: where, thread: 5, text: 'kept', tokens: [change(token)] });
    expect(response.status).toBe(422);
    expect(await drawn(response)).toMatchObject({
      error: { reason: 'file_token_invalid' },
      values: { text: 'kept' },
    });
  });
});

describe('when media is busy', () => {
  it('a file waits for its turn, and is uploaded once', async () => {
    let busy = 3;
    stand.answer(INGEST, ({ sha: name }) => {
      if (busy-- > 0) throw new Refusal('media_busy');
      return fileView(String(name));
    });
    expect((await visitor.send({ thread: 5, files: [noise()] })).status).toBe(303);
    const asked = stand.asked(INGEST);
    expect(asked).toHaveLength(4);
    expect(new Set(asked.map(({ key }) => key)).size).toBe(1);
  });

  it(
    'for too long, that is said, with the text and what was accepted kept',
    { timeout: 30_000 },
    async () => {
      const [good, late] = [noise(), noise()];
      stand.answer(INGEST, ({ sha: name }) => {
        if (name === sha(late.bytes)) throw new Refusal('media_busy');
        return fileView(String(name));
      });
      const began = performance.now();
      const refused = await visitor.send({ thread: 5, text: 'kept', files: [late, good] });
      expect(refused.status).toBe(503);
      expect(performance.now() - began).toBeGreaterThan(9_000);
      expect(await drawn(refused)).toMatchObject({
        values: { text: 'kept' },
        error: { reason: 'media_busy' },
        files: [{ token: expect.any(String) as string }],
      });
      expect(stand.asked(CREATE)).toEqual([]);
    },
  );
});

describe('when media finds no upload in the store', () => {
  it('brings it once more under another key', async () => {
    const lost = new Set<unknown>();
    stand.answer(INGEST, ({ key, sha: name }) => {
      if (lost.size === 0 || lost.has(key)) {
        lost.add(key);
        throw new Refusal('store_unavailable');
      }
      return fileView(String(name));
    });
    expect((await visitor.send({ thread: 5, files: [noise()] })).status).toBe(303);
    expect(new Set(stand.asked(INGEST).map(({ key }) => key)).size).toBe(2);
  });

  it('nor the second one, says that files cannot be taken', async () => {
    stand.answer(INGEST, () => {
      throw new Refusal('store_unavailable');
    });
    const refused = await visitor.send({ thread: 5, text: 'kept', files: [noise()] });
    expect(refused.status).toBe(503);
    expect(await drawn(refused)).toMatchObject({
      values: { text: 'kept' },
      error: { reason: 'store_unavailable' },
    });
    expect(new Set(stand.asked(INGEST).map(({ key }) => key)).size).toBe(2);
  });
});
