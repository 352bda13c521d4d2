import {
  articlesIn,
  type House,
  liveLinkIn,
  liveMessages,
  noise,
  startHouse,
  until,
  Visitor,
} from '@board/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe('what is taken down', () => {
  let house: House;

  beforeAll(async () => {
    house = await startHouse({
      replicas: { gateway: 2 },
      env: { posts: { FLOOD_REPLY_MS: '1', FLOOD_THREAD_MS: '1' } },
    });
  });
  afterAll(() => house?.stop());

  const visitor = (gateway = 0): Visitor => new Visitor(house.url(gateway));
  const mediaIn = (html: string): string[] => [
    ...new Set([...html.matchAll(/(?:href|src)="(\/media\/[^"]+)"/g)].map(([, link]) => link ?? '')),
  ];

  it('a post goes from every page and every live reader, and its files cannot be read any more', async () => {
    const { thread } = await visitor().post({ text: 'to stay' });
    const { no } = await visitor().post({ thread, text: 'papaya', files: [noise()] });
    const page = await visitor().text(`/b/thread/${thread}`);
    const files = mediaIn(page);
    expect(files).toHaveLength(2);
    await until('both gateways show it', async () => (await visitor(1).text('/b/')).includes('papaya'));
    const live = new URL(liveLinkIn(page), house.url());
    const reading = new AbortController();
    const told = goneIn(live, reading.signal);

    await house.board('delete', 'b', String(no));
    expect(await told).toBe(no);
    reading.abort();
    for (const gateway of [0, 1]) {
      await until('no page shows it', async () => {
        const pages = [
          await visitor(gateway).text(`/b/thread/${thread}`),
          await visitor(gateway).text('/b/'),
        ];
        return pages.every((one) => !one.includes('papaya') && one.includes('to stay'));
      });
    }
    await house.settle();
    for (const file of files) expect((await visitor().fetch(file)).status).toBe(404);
    expect(await house.storedNames('files/')).toEqual([]);
    expect(await house.storedNames('thumbs/')).toEqual([]);
  });

  it('the files of a post go from every page and from the store, and its words stay', async () => {
    const { thread } = await visitor().post({ text: 'with a picture', files: [noise()] });
    const files = mediaIn(await visitor().text(`/b/thread/${thread}`));
    await until('both gateways show it', async () =>
      (await visitor(1).text('/b/')).includes(files[0] ?? '?'),
    );
    await house.board('delete-files', 'b', String(thread));
    for (const gateway of [0, 1]) {
      await until('no page shows it', async () => {
        const pages = [
          await visitor(gateway).text(`/b/thread/${thread}`),
          await visitor(gateway).text('/b/'),
        ];
        return pages.every((one) => mediaIn(one).length === 0 && one.includes('File deleted.'));
      });
    }
    expect(await visitor().text(`/b/thread/${thread}`)).toContain('with a picture');
    await house.settle();
    for (const file of files) expect((await visitor().fetch(file)).status).toBe(404);
    expect(await house.storedNames('files/')).toEqual([]);
  });

  it('a thread goes with all that is in it, and says so', async () => {
    const { thread } = await visitor().post({ text: 'a thread to go' });
    await visitor().post({ thread, text: 'with a reply', files: [noise()] });
    await visitor().text(`/b/thread/${thread}`);
    await house.board('delete', 'b', String(thread));
    await until('it is gone', async () => (await visitor().fetch(`/b/thread/${thread}`)).status === 410);
    await until('the board forgot it', async () => !(await visitor().text('/b/')).includes('a thread to go'));
    expect((await visitor().send({ thread, text: 'too late' })).status).toBe(410);
    await house.settle();
    expect(await house.storedNames('files/')).toEqual([]);
  });

  it('what was taken down comes back, as it was and with its files', async () => {
    const { thread } = await visitor().post({ text: 'a thread to miss' });
    const { no } = await visitor().post({ thread, text: `pomelo >>${thread}`, files: [noise()] });
    const files = mediaIn(await visitor().text(`/b/thread/${thread}`));
    const bytes = await Promise.all(files.map(async (file) => (await visitor().fetch(file)).arrayBuffer()));
    await house.board('delete', 'b', String(no));
    await house.board('delete', 'b', String(thread));
    await until('it is gone', async () => (await visitor().fetch(`/b/thread/${thread}`)).status === 410);
    await house.settle();
    for (const file of files) expect((await visitor().fetch(file)).status).toBe(404);

    expect(await house.board('trash', 'b')).toMatch(/^\d+  thread, 1 post .*a thread to miss/m);
    await house.board('restore', 'b', String(thread), String(no));
    for (const gateway of [0, 1]) {
      await until('every page shows it', async () => {
        const pages = [
          await visitor(gateway).text(`/b/thread/${thread}`),
          await visitor(gateway).text('/b/'),
        ];
        return pages.every((one) => one.includes('a thread to miss') && one.includes('pomelo'));
      });
    }
    await house.settle();
    const found = await Promise.all(files.map(async (file) => (await visitor().fetch(file)).arrayBuffer()));
    expect(found).toEqual(bytes);
    await house.board('purge', 'b', String(thread), '--yes');
  });

  it('what is purged leaves neither its text nor its files behind', async () => {
    const { thread } = await visitor().post({ text: 'a place' });
    const { no } = await visitor().post({ thread, text: 'unspeakable', files: [noise()] });
    await house.board('purge', 'b', String(no));
    await house.settle();
    const { rows } = await house.db.query('SELECT 1 FROM posts WHERE text LIKE $1', ['%unspeakable%']);
    expect(rows).toEqual([]);
    const kept = [...(await house.storedNames('files/')), ...(await house.storedNames('thumbs/'))];
    expect(kept).toEqual([]);
  });

  it('a locked thread is read, and takes no replies', async () => {
    const { thread } = await visitor().post({ text: 'a closed matter' });
    await house.board('lock', 'b', String(thread));
    const response = await visitor().send({ thread, text: 'one last word' });
    const page = await response.text();
    expect(response.status).toBe(409);
    expect(page).toMatch(/locked/i);
    expect(page).toContain('one last word');
    expect(await visitor().text(`/b/thread/${thread}`)).toContain('a closed matter');
  });

  it('a new board can be posted on', async () => {
    await house.board('add', 'nature', 'Nature');
    await until('it is there', async () => (await visitor(1).fetch('/nature/')).status === 200);
    await until('the home page names it', async () => (await visitor(1).text('/')).includes('/nature/'));
    expect((await visitor(1).post({ board: 'nature', text: 'a tree' })).no).toBe(1);
  });

  /** The first post that a live thread says is gone. */
  async function goneIn(url: URL, signal: AbortSignal): Promise<number> {
    for await (const message of liveMessages(url, { signal })) {
      const gone = articlesIn(message.data).find((article) => article.gone);
      if (gone) return gone.no;
    }
    throw new Error('the stream ended');
  }
});
