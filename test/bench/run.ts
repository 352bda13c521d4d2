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

// `npm run bench -- text-posts` runs one, `all` (or none) every one. Ends with 1 when something misses its goal.
const named = process.argv.slice(2).filter((name) => name !== 'all');
for (const name of named.length > 0 ? named : Object.keys(BENCHMARKS)) {
  const benchmark = BENCHMARKS[name];
  if (!benchmark)
    throw new Error(`There is no benchmark ${name}; there are all, ${Object.keys(BENCHMARKS).join(', ')}`);
  console.log(`\n${name}`);
  if (!report(await benchmark())) process.exitCode = 1;
}
