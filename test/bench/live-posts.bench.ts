import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type House, liveLinkIn, startHouse, until, Visitor } from '@board/testing';
import { openStream, readerAddress } from './live-stream.ts';
import { Poster } from './poster.ts';
import { type Measure, median, percentile, table } from './report.ts';

const READERS = [1, 500];
const ROUNDS = 2;
const PER_SECOND = 50;
const POSTS = 400;
/** More than are ever under way at once. */
const POSTERS = 25;
/** Readers that are listened to, evenly among all; the others only take what they are sent. */
const PROBES = 10;
const MARK = /mark-(\d+);/g;
const MARK_CHARS = 20;

/** From the moment a poster is answered to the moment another reader has the post, at 50 posts a second. */
export async function livePosts(): Promise<Measure[]> {
  const house = await startHouse({
    durable: true,
    env: {
      posts: { FLOOD_REPLY_MS: '0', FLOOD_THREAD_MS: '0', LOG_LEVEL: 'info' },
      gateway: { LOG_LEVEL: 'info' },
    },
  });
  try {
    await delays(house, 1);
    const measures: Measure[] = [];
    const rows: number[][] = [];
    const rounds = new Map(READERS.map((readers): [number, number[][]] => [readers, []]));
    for (let round = 0; round < ROUNDS; round += 1)
      for (const [readers, found] of rounds) found.push(await delays(house, readers));
    for (const [readers, found] of rounds) {
      const p50 = median(found.map((one) => percentile(one, 50)));
      const p99 = median(found.map((one) => percentile(one, 99)));
      rows.push([readers, p50, p99]);
      measures.push(
        { what: `seen by one of ${readers}, p50`, value: p50, unit: 'ms', goal: { atMost: 20 } },
        { what: `seen by one of ${readers}, p99`, value: p99, unit: 'ms', goal: { atMost: 60 } },
      );
    }
    table(['readers', 'p50 ms', 'p99 ms'], rows);
    return measures;
  } finally {
    await house.stop();
  }
}

/** How long each listened-to reader waited for each post after it was answered for, in milliseconds. */
async function delays(house: House, readers: number): Promise<number[]> {
  const { thread } = await new Visitor(house.url()).post({ text: 'a lively thread' });
  await house.settle();
  const live = new URL(liveLinkIn(await new Visitor(house.url()).text(`/b/thread/${thread}`)), house.url());
  const every = Math.max(1, Math.floor(readers / PROBES));
  const seenAt: Map<number, number>[] = [];
  const sockets: Socket[] = [];
  for (let index = 0; index < readers; index += 1) {
    const probe = index % every === 0 ? new Map<number, number>() : undefined;
    if (probe) seenAt.push(probe);
    sockets.push(await openStream(live, readerAddress(index), probe ? noting(probe) : () => undefined));
  }
  const acceptedAt = await postAtPace(house, thread);
  await until('every post was seen', () => seenAt.every((seen) => seen.size === POSTS), 20_000);
  for (const socket of sockets) socket.destroy();
  // Who saw it before its poster was answered did not wait.
  return seenAt.flatMap((seen) =>
    [...seen].map(([mark, at]) => Math.max(0, at - (acceptedAt[mark] ?? Number.NaN))),
  );
}

/** Posts come at their pace, whether the one before was answered or not. Gives when each was. */
async function postAtPace(house: House, thread: number): Promise<number[]> {
  const posters = await Promise.all(Array.from({ length: POSTERS }, () => Poster.open(house.url())));
  const acceptedAt: number[] = [];
  const answers = posters.map(() => Promise.resolve());
  const begun = performance.now();
  for (let mark = 0; mark < POSTS; mark += 1) {
    await pause(Math.max(0, begun + (mark * 1_000) / PER_SECOND - performance.now()));
    const at = mark % POSTERS;
    const post = async (): Promise<void> => {
      await posters[at]?.reply({ board: 'b', thread, text: `mark-${mark}; is what readers look for` });
      acceptedAt[mark] = performance.now();
    };
    answers[at] = (answers[at] ?? Promise.resolve()).then(post);
  }
  await Promise.all(answers);
  for (const poster of posters) poster.close();
  return acceptedAt;
}

/** Notes when each mark was first heard, however the stream is cut into pieces. */
function noting(seen: Map<number, number>): (text: string) => void {
  let rest = '';
  return (text) => {
    const now = performance.now();
    for (const [, mark] of (rest + text).matchAll(MARK)) {
      if (!seen.has(Number(mark))) seen.set(Number(mark), now);
    }
    rest = (rest + text).slice(-MARK_CHARS);
  };
}
