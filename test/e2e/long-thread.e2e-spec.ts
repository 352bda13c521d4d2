import { articlesIn, type House, liveLinkIn, liveMessages, startHouse, until, Visitor } from '@board/testing';
import { fillThread } from '../fill-thread.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const POSTS = 1_000;

describe('a thread of a thousand posts', () => {
  let house: House;
  let thread: number;

  beforeAll(async () => {
    house = await startHouse({
      replicas: { renderer: 2, gateway: 2 },
      env: { posts: { FLOOD_REPLY_MS: '1', FLOOD_THREAD_MS: '1' } },
    });
    thread = (await new Visitor(house.url()).post({ text: 'the first of many' })).thread;
    await fillThread(house, thread, POSTS - 1);
    await house.settle(60_000);
  }, 180_000);
  afterAll(() => house?.stop());

  it('opens, whole and in order', async () => {
    const page = await new Visitor(house.url()).text(`/b/thread/${thread}`);
    const numbers = articlesIn(page).map((article) => article.no);
    expect(numbers).toHaveLength(POSTS);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  });

  it('costs one body per renderer and language, and few rows, for one more reply that cites', async () => {
    const reading = new AbortController();
    const seen = [0, 1].flatMap((gateway) =>
      ['en', 'ru'].map((lang) => follow(house.url(gateway), lang, reading.signal)),
    );
    await Promise.all(seen.map((reader) => reader.opened));
    await warmBothRenderers();
    const [bodies, rows] = await counts();

    const { no } = await new Visitor(house.url()).post({ thread, text: `>>${thread}\nyes` });
    await until('everybody saw it', () => seen.every((reader) => reader.numbers.has(no)));
    await house.settle();
    reading.abort();
    await Promise.all(seen.map((reader) => reader.closed));

    const [bodiesAfter, rowsAfter] = await counts();
    const perReplica = bodiesAfter.map((count, index) => count - (bodies[index] ?? 0));
    for (const rendered of perReplica) expect(rendered).toBeLessThanOrEqual(2);
    expect(Math.max(...perReplica)).toBeGreaterThanOrEqual(1);
    expect(rowsAfter - rows).toBeLessThan(200);
  });

  /** Bodies rendered per renderer replica, and rows that posts read. */
  async function counts(): Promise<[number[], number]> {
    const bodies = [0, 1].map((index) => house.metric('renderer', 'renderer_bodies_rendered_total', index));
    return [await Promise.all(bodies), await house.metric('posts', 'posts_rows_read_total')];
  }

  /** Asks for the whole thread until both replicas have drawn it in both languages, whichever the queue group chose. */
  async function warmBothRenderers(): Promise<void> {
    const look = await house.look();
    await until('both renderers know the thread', async () => {
      await Promise.all(['en', 'ru'].map((lang) => drawWhole(look, lang)));
      const [bodies] = await counts();
      return bodies.every((count) => count >= 2 * POSTS);
    });
  }

  async function drawWhole(look: string, lang: string): Promise<void> {
    let after: unknown = { version: 0, no: 0 };
    while (after) {
      const part = await house.ask(`rpc.renderer.thread.delta.${look}`, { board: 'b', thread, after, lang });
      after = (part as { next?: unknown }).next;
    }
  }

  interface Follower {
    numbers: Set<number>;
    opened: Promise<void>;
    closed: Promise<void>;
  }

  function follow(gateway: string, lang: string, signal: AbortSignal): Follower {
    const numbers = new Set<number>();
    const { promise: opened, resolve } = Promise.withResolvers<void>();
    const read = async (): Promise<void> => {
      const page = await new Visitor(gateway, { lang }).text(`/b/thread/${thread}`);
      const url = new URL(liveLinkIn(page), gateway);
      resolve();
      for await (const message of liveMessages(url, { signal })) {
        for (const article of articlesIn(message.data)) numbers.add(article.no);
      }
    };
    const closed = read().catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    return { numbers, opened, closed };
  }
});
