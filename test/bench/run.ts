import { buildIfNeeded } from '../../tools/local/build.ts';
import { ensurePrograms, FFMPEG, NATS_SERVER } from '../../tools/local/programs.ts';
import { cachedPage } from './cached-page.bench.ts';
import { databaseSize } from './database-size.bench.ts';
import { livePosts } from './live-posts.bench.ts';
import { memory } from './memory.bench.ts';
import { picturePosts } from './picture-posts.bench.ts';
import { readers } from './readers.bench.ts';
import { type Benchmark, report } from './report.ts';
import { textPosts } from './text-posts.bench.ts';
import { threadLength } from './thread-length.bench.ts';

const BENCHMARKS: Record<string, Benchmark> = {
  'cached-page': cachedPage,
  'text-posts': textPosts,
  'picture-posts': picturePosts,
  'live-posts': livePosts,
  'database-size': databaseSize,
  'thread-length': threadLength,
  memory,
  readers,
};

const HELP = `Usage: npm run bench -- [name …]

Starts a board of its own for each benchmark and prints what it measured against its goal; all of them without a name,
in some five minutes. Ends with 1 when something misses its goal. docs/performance.md says what each one is.

  ${['all', ...Object.keys(BENCHMARKS)].join(', ')}`;

/** The exit code. */
async function main(words: string[]): Promise<number> {
  const named = words.filter((word) => word !== 'all');
  const wrong = named.find((name) => !Object.hasOwn(BENCHMARKS, name));
  if (wrong !== undefined) {
    const asked = wrong === '--help' || wrong === '-h';
    console.log(asked ? HELP : `There is no benchmark ${wrong}.\n\n${HELP}`);
    return asked ? 0 : 1;
  }
  await ensurePrograms([NATS_SERVER, FFMPEG], console.log);
  await buildIfNeeded(console.log);
  let reached = true;
  for (const [name, benchmark] of Object.entries(BENCHMARKS)) {
    if (named.length > 0 && !named.includes(name)) continue;
    console.log(`\n${name}`);
    reached = report(await benchmark()) && reached;
  }
  return reached ? 0 : 1;
}

try {
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  console.error(error);
  process.exit(1);
}
