import { z } from 'zod';

export interface Totals {
  passed: number;
  failed: number;
  skipped: number;
}

export const add = (a: Totals, b: Totals): Totals => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
});

export const sentence = ({ passed, failed, skipped }: Totals): string =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;

const report = z.object({
  testResults: z.array(
    z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) }),
  ),
});

/**
 * Counts vitest's JSON report. A file that failed as a whole is one failure; so is a run that says it failed (`exitCode`)
 * without a test or file that did, and one that left no report.
 */
export function countVitest(json: string | undefined, exitCode: number): Totals {
  const totals = { passed: 0, failed: 0, skipped: 0 };
  for (const file of json === undefined ? [] : report.parse(JSON.parse(json)).testResults) {
    const failures = file.assertionResults.filter((test) => test.status === 'failed').length;
    const passes = file.assertionResults.filter((test) => test.status === 'passed').length;
    totals.passed += passes;
    totals.failed += file.status === 'failed' ? Math.max(failures, 1) : failures;
    totals.skipped += file.assertionResults.length - failures - passes;
  }
  if (totals.failed === 0 && (exitCode !== 0 || json === undefined)) totals.failed = 1;
  return totals;
}
