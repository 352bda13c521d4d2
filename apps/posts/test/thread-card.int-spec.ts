import { DeletePost, type PostAnswer, type ThreadCard } from '@board/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newFile, PostsHouse } from './posts.house.js';

describe('what a thread is told of by', () => {
  let house: PostsHouse;
  beforeAll(async () => {
    house = await PostsHouse.start();
  });
  afterAll(() => house?.stop());

  const cardOf = async (thread: PostAnswer): Promise<ThreadCard | undefined> =>
    (await house.changes(thread, { version: 1e6, no: 0 })).card;

  it('the first words of its first post and the first of its files - whatever is replied', async () => {
    const [first, second] = [newFile(), newFile()];
    const thread = await house.post({
      text: '>a quote\nHow **it** began %%and ended%%',
      files: [first, second],
    });
    await house.reply(thread, { text: 'a reply', files: [newFile()] });
    expect(await cardOf(thread)).toEqual({ words: 'How it began █████', picture: first });
  });

  it('covered files - are not shown', async () => {
    const thread = await house.post({ text: 'look', files: [newFile()], spoiler: true });
    expect(await cardOf(thread)).toEqual({ words: 'look', picture: null });
  });

  it('a long text - is told by its beginning, cut at a word', async () => {
    const thread = await house.post({ text: 'слово\n'.repeat(400) });
    const { words } = (await cardOf(thread)) as ThreadCard;
    expect(words).toMatch(/^(слово ?){20,}$/);
    const { words: cut } = (await cardOf(await house.post({ text: 'word '.repeat(400) }))) as ThreadCard;
    expect(cut).toMatch(/^(word ){39}word…$/);
  });

  it('files that were taken off - are told no more, and the thread has another version', async () => {
    const thread = await house.post({ text: 'with a picture', files: [newFile()] });
    const { threadVersion } = await house.call(DeletePost, { board: 'b', no: thread.no, only: 'files' });
    expect(threadVersion).toBeGreaterThan(thread.threadVersion);
    expect(await cardOf(thread)).toEqual({ words: 'with a picture', picture: null });
  });

  it('a deleted thread - is told of by nothing', async () => {
    const thread = await house.post({ text: 'must go', files: [newFile()] });
    await house.call(DeletePost, { board: 'b', no: thread.no });
    expect(await house.changes(thread)).not.toHaveProperty('card');
  });
});
