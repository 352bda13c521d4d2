import { expect, test } from 'vitest';
import { countVitest, sentence } from './totals.ts';

const report = (...files: { status: string; tests: string[] }[]): string =>
  JSON.stringify({
    testResults: files.map(({ status, tests }) => ({
      status,
      assertionResults: tests.map((test) => ({ status: test })),
    })),
  });

test('tests are counted by how they ended, a todo as skipped', () => {
  const json = report({ status: 'passed', tests: ['passed', 'passed', 'pending', 'todo'] });
  expect(sentence(countVitest(json, 0))).toBe('2 passed, 0 failed, 2 skipped');
});

test('a file that failed before its first test is one failure', () => {
  const json = report(
    { status: 'failed', tests: [] },
    { status: 'failed', tests: ['failed', 'failed', 'passed'] },
  );
  expect(countVitest(json, 1)).toEqual({ passed: 1, failed: 3, skipped: 0 });
});

test('a run that failed is never counted as none', () => {
  expect(countVitest(report({ status: 'passed', tests: ['passed'] }), 1).failed).toBe(1);
  expect(countVitest(undefined, 0).failed).toBe(1);
});
