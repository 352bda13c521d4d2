import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type House, startHouse, Visitor } from '@board/testing';
import { ensurePrograms, PGBENCH } from '../../tools/local/programs.ts';
import { cpuMs, cpuOf, cpuPer } from './cpu.ts';
import { Pgbench } from './pgbench.ts';
import { Poster, postFor, type Reply } from './poster.ts';
import { type Measure, median, percentile, table } from './report.ts';

const BOARDS = ['b1', 'b2', 'b3', 'b4', 'b5', 'b6', 'b7', 'b8'];
/** Threads of each board that are replied to, as many as there are posters at most. */
const THREADS = 32;
const POSTERS = [1, 8, 32];
const ROUNDS = 3;
const SECONDS = 3;
const TEXT =
  'A reply of the usual length: two sentences of plain words. The second one says that all is well, and ends here.';

interface Bare {
  perSecond: number;
  /** Milliseconds of Postgres' CPU for one transaction. */
  cpu: number;
}

interface Round {
  perSecond: number;
  times: number[];
  /** Milliseconds of CPU for one post, of each process. */
  cpu: Record<string, number>;
}

/** Durable text posts through the front door against the least that Postgres must do for one, in turn. */
export async function textPosts(): Promise<Measure[]> {
  await ensurePrograms([PGBENCH], console.log);
  const folder = await mkdtemp(join(tmpdir(), 'board-bench-'));
  const house = await startHouse({
    durable: true,
    env: {
      posts: {
        FLOOD_REPLY_MS: '0',
        FLOOD_THREAD_MS: '0',
        LOG_LEVEL: 'info',
        SEED_BOARDS: BOARDS.map((slug) => `${slug}:Bench`).join(','),
      },
      gateway: { LOG_LEVEL: 'info' },
    },
  });
  try {
    const threads = await openThreads(house);
    const pgbench = await Pgbench.prepare(house, {
      folder,
      boards: BOARDS.length,
      threads: THREADS,
      text: TEXT,
    });
    await round(house, 8, threads);
    const measures: Measure[] = [];
    const rows: (string | number)[][] = [];
    const names = Object.keys(await cpuOf(house));
    for (const boards of [1, BOARDS.length]) {
      for (const posters of POSTERS) {
        const bare: Bare[] = [];
        const ours: Round[] = [];
        for (let n = 0; n < ROUNDS; n += 1) {
          bare.push(await bareRound(house, pgbench, posters, boards));
          ours.push(await round(house, posters, threads.slice(0, boards)));
        }
        const [least, real] = [bare, ours].map((rounds) =>
          median(rounds.map(({ perSecond }) => perSecond)),
        ) as [number, number];
        const times = ours.flatMap((one) => one.times);
        const cpu = names.map((name) => median(ours.map((one) => one.cpu[name] ?? 0)));
        rows.push([
          boards,
          posters,
          least,
          real,
          real / least,
          percentile(times, 50),
          percentile(times, 99),
          median(bare.map((one) => one.cpu)),
          ...cpu,
        ]);
        measures.push({
          what: `text posts of ${posters} into ${boards} against bare Postgres`,
          value: real / least,
          unit: 'times',
          goal: { atLeast: posters === 1 ? 0.35 : 0.5 },
        });
      }
    }
    const headings = ['boards', 'posters', 'pgbench/s', 'posts/s', 'ratio', 'p50 ms', 'p99 ms', 'pgbench ms'];
    table([...headings, ...names], rows);
    console.log(
      'Last, milliseconds of CPU: of Postgres for one pgbench transaction, of each process for one post.',
    );
    return measures;
  } finally {
    await house.stop();
    await rm(folder, { recursive: true });
  }
}

/** The numbers of the threads of each board. */
async function openThreads(house: House): Promise<number[][]> {
  const threads = BOARDS.map((): number[] => []);
  for (const [index, board] of BOARDS.entries()) {
    for (let n = 0; n < THREADS; n += 1) {
      const { thread } = await new Visitor(house.url()).post({ board, text: 'a thread' });
      threads[index]?.push(thread);
    }
  }
  return threads;
}

async function bareRound(house: House, pgbench: Pgbench, clients: number, boards: number): Promise<Bare> {
  const before = await cpuMs(house.postgres.pid);
  const perSecond = await pgbench.perSecond(clients, boards, SECONDS);
  return { perSecond, cpu: ((await cpuMs(house.postgres.pid)) - before) / (perSecond * SECONDS) };
}

async function round(house: House, count: number, threads: readonly number[][]): Promise<Round> {
  const posters = await Promise.all(Array.from({ length: count }, () => Poster.open(house.url())));
  const before = await cpuOf(house);
  const begun = performance.now();
  const times = await postFor(SECONDS * 1_000, posters, () => anyReply(threads));
  const seconds = (performance.now() - begun) / 1_000;
  // What a post causes later is its cost too.
  await house.settle();
  const after = await cpuOf(house);
  for (const poster of posters) poster.close();
  return { perSecond: times.length / seconds, times, cpu: cpuPer(before, after, times.length) };
}

function anyReply(threads: readonly number[][]): Reply {
  const index = Math.floor(Math.random() * threads.length);
  const thread = threads[index]?.[Math.floor(Math.random() * THREADS)];
  const board = BOARDS[index];
  if (thread === undefined || board === undefined) throw new Error('There is no such thread');
  return { board, thread, text: TEXT };
}
