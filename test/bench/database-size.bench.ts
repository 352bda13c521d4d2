import { type House, startHouse } from '@board/testing';
import { fillBoard } from './fill-boards.ts';
import { type Measure, percentile, table } from './report.ts';
import { Wire } from './wire.ts';

const SMALL = 1_000;
const LARGE = 1_000_000;
const POSTS_IN_THREAD = 10;
/** Different pages that are read, as many of each house: all threads of the small one. */
const THREADS = SMALL / POSTS_IN_THREAD;
const BOARD_PAGES = 10;
const ROUNDS = 10;

/** How long pages take that no memory holds, with a thousand posts in the database and with a million, in turn. */
export async function databaseSize(): Promise<Measure[]> {
  const houses: House[] = [];
  const options = { env: { gateway: { CACHE_BYTES: '1', LOG_LEVEL: 'info' }, posts: { LOG_LEVEL: 'info' } } };
  try {
    for (const posts of [SMALL, LARGE]) {
      const house = await startHouse(options);
      houses.push(house);
      const begun = performance.now();
      await fillBoard(house, posts);
      console.log(
        `${posts.toLocaleString('en')} posts filled in ${Math.round((performance.now() - begun) / 1_000)} s`,
      );
    }
    const [small, large] = houses as [House, House];
    const sides = [await side(small, SMALL), await side(large, LARGE)];
    // The first round fills what memory there is: the renderers' and Postgres'.
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const index of sides[0]?.paths.keys() ?? []) {
        for (const { wire, paths, host, times } of round % 2 === 0 ? sides : sides.toReversed()) {
          const ms = await read(wire, host, paths[index] as string);
          if (round > 0) times.push(ms);
        }
      }
    }
    for (const { wire } of sides) wire.close();
    const rows = sides.map(({ posts, times }) => [posts, percentile(times, 50), percentile(times, 99)]);
    table(['posts', 'p50 ms', 'p99 ms'], rows);
    const [few, many] = sides.map(({ times }) => percentile(times, 99)) as [number, number];
    return [
      {
        what: 'p99 of a page with a million posts against a thousand',
        value: many / few,
        unit: 'times',
        goal: { atMost: 2 },
      },
    ];
  } finally {
    for (const house of houses) await house.stop();
  }
}

interface Side {
  posts: number;
  wire: Wire;
  host: string;
  paths: string[];
  times: number[];
}

/** Home, the first pages of the board, and threads evenly from its oldest to its newest. */
async function side(house: House, posts: number): Promise<Side> {
  const step = posts / THREADS;
  const threads = Array.from({ length: THREADS }, (_, n) => `/b/thread/${n * step + 1}`);
  const pages = Array.from({ length: BOARD_PAGES - 1 }, (_, n) => `/b/${n + 2}`);
  const paths = ['/', '/b/', ...pages, ...threads];
  return { posts, wire: await Wire.open(house.url()), host: new URL(house.url()).host, paths, times: [] };
}

async function read(wire: Wire, host: string, path: string): Promise<number> {
  const request = `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAccept-Encoding: gzip\r\nAccept-Language: en\r\n\r\n`;
  const begun = performance.now();
  const { status, head } = await wire.ask(Buffer.from(request));
  if (status !== 200) throw new Error(`${path} was not shown: ${head}`);
  return performance.now() - begun;
}
