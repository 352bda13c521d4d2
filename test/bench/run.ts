import { memory } from './memory.bench.ts';
import { posting } from './posting.bench.ts';
import { readers } from './readers.bench.ts';
import { type Benchmark, report } from './report.ts';

const BENCHMARKS: Record<string, Benchmark> = { posting, memory, readers };

// `npm run bench` runs them all, `npm run bench -- posting` one. Ends with 1 when something is over its limit.
const wanted = process.argv.slice(2);
for (const name of wanted.length > 0 ? wanted : Object.keys(BENCHMARKS)) {
  const benchmark = BENCHMARKS[name];
  if (!benchmark)
    throw new Error(`There is no benchmark ${name}; there are ${Object.keys(BENCHMARKS).join(', ')}`);
  console.log(`\n${name}`);
  if (!report(await benchmark())) process.exitCode = 1;
}
