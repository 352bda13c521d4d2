import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../local/settings.ts';
import { runProgram } from './run-program.ts';
import { countVitest, type Totals } from './totals.ts';

export interface Suite {
  name: string;
  /** Only part of `npm run test:all`. */
  slow?: boolean;
  run(signal: AbortSignal): Promise<Totals>;
}

/** One project of vitest.config.ts. */
const vitest = (name: string, slow = false): Suite => ({
  name,
  slow,
  run: async (signal) => {
    const folder = await mkdtemp(join(tmpdir(), 'board-report-'));
    const report = join(folder, 'report.json');
    const args = [
      'run',
      '--project',
      name,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ];
    try {
      const code = await runProgram([join(ROOT, 'node_modules/vitest/vitest.mjs'), ...args], signal);
      return countVitest(await readFile(report, 'utf8').catch(() => undefined), code);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
});

/** A script of package.json, which passes by ending with 0. */
const script = (name: string): Suite => ({
  name,
  run: async (signal) => {
    const passed = (await runProgram([npmProgram(), 'run', '--silent', name], signal)) === 0;
    return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 };
  },
});

function npmProgram(): string {
  const npm = process.env['npm_execpath'];
  if (!npm) throw new Error('Run this through npm: npm test');
  return npm;
}

/** Every suite, in the order that finds most faults soonest. */
export function suites(): Suite[] {
  return [
    ...['typecheck', 'lint', 'deps', 'subjects:check', 'format:check'].map(script),
    ...['unit', 'integration', 'e2e', 'starter', 'chaos'].map((name) => vitest(name)),
    vitest('slow', true),
  ];
}
