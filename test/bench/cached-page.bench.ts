import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { get } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { IncomingMessage } from 'node:http';
import { findOnPath, run } from '@board/tools/servers';
import { startHouse, Visitor } from '@board/testing';
import { ensurePrograms, NGINX, WRK } from '../../tools/local/programs.ts';
import { startNginx } from './nginx.ts';
import { Poster } from './poster.ts';
import { type Measure, median, table } from './report.ts';
import { someWords } from './words.ts';

const POSTS = 100;
/** Makes a page of some 80 kB, as the boards have it that this one is compared with. */
const WORDS_IN_POST = 60;
const CONNECTIONS = 32;
const ROUNDS = 4;
const SECONDS = 3;

interface Run {
  perSecond: number;
  p50: number;
  p99: number;
}

/** A thread's page out of the gateway's memory against nginx with the same bytes in a file, in turn. */
export async function cachedPage(): Promise<Measure[]> {
  await ensurePrograms([NGINX, WRK], console.log);
  const folder = await mkdtemp(join(tmpdir(), 'board-bench-'));
  const house = await startHouse({
    env: { posts: { LOG_LEVEL: 'info', FLOOD_REPLY_MS: '0' }, gateway: { LOG_LEVEL: 'info' } },
  });
  try {
    const { thread } = await new Visitor(house.url()).post({ text: 'a thread of a hundred' });
    const poster = await Poster.open(house.url());
    for (let n = 1; n < POSTS; n += 1)
      await poster.reply({ board: 'b', thread, text: someWords(WORDS_IN_POST, n) });
    poster.close();
    await house.settle();
    const url = `${house.url()}/b/thread/${thread}`;
    const gzip = await packedPage(url);
    const plain = gunzipSync(gzip);
    const nginx = await startNginx(folder, { gzip, plain });
    try {
      if (!(await packedPage(nginx.url)).equals(gzip)) throw new Error('nginx does not serve the same bytes');
      const runs = { nginx: [] as Run[], gateway: [] as Run[] };
      // The first of each only warms up.
      await Promise.all([load(nginx.url), load(url)]);
      for (let round = 0; round < ROUNDS; round += 1) {
        runs.nginx.push(await load(nginx.url));
        runs.gateway.push(await load(url));
      }
      const [file, memory] = [summed(runs.nginx), summed(runs.gateway)];
      const row = (name: string, { perSecond, p50, p99 }: Run): (string | number)[] => [
        name,
        perSecond,
        p50,
        p99,
      ];
      table(['', 'requests/s', 'p50 ms', 'p99 ms'], [row('nginx', file), row('gateway', memory)]);
      console.log(`${plain.length} bytes, ${gzip.length} of gzip, ${CONNECTIONS} connections, load by wrk`);
      return [
        {
          what: 'cached page against nginx',
          value: memory.perSecond / file.perSecond,
          unit: 'times',
          goal: { atLeast: 0.8 },
        },
      ];
    } finally {
      await nginx.stop();
    }
  } finally {
    await house.stop();
    await rm(folder, { recursive: true });
  }
}

/** The page as it travels. Throws when it does not come compressed. */
async function packedPage(url: string): Promise<Buffer> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': 'gzip' } }, resolve).on('error', reject);
  });
  if (answer.statusCode !== 200 || answer.headers['content-encoding'] !== 'gzip')
    throw new Error(`${url} answered ${answer.statusCode} without gzip`);
  return buffer(answer);
}

/** One run of wrk. Throws when not every answer was a page. */
async function load(url: string): Promise<Run> {
  const options = ['-t1', `-c${CONNECTIONS}`, `-d${SECONDS}s`, '--latency', '-H', 'Accept-Encoding: gzip'];
  const output = await run(findOnPath('wrk') ?? 'wrk', [...options, url]);
  if (/Non-2xx|Socket errors/.test(output)) throw new Error(output);
  return {
    perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(output)?.[1]),
    p50: milliseconds(output, '50%'),
    p99: milliseconds(output, '99%'),
  };
}

function milliseconds(output: string, share: string): number {
  const [, value, unit = ''] = new RegExp(`${share}\\s+([\\d.]+)(us|ms|s)`).exec(output) ?? [];
  return Number(value) * ({ us: 0.001, ms: 1, s: 1_000 }[unit] ?? Number.NaN);
}

function summed(runs: readonly Run[]): Run {
  const of = (key: keyof Run): number => median(runs.map((one) => one[key]));
  return { perSecond: of('perSecond'), p50: of('p50'), p99: of('p99') };
}
