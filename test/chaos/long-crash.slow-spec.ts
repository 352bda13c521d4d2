import { expect, it } from 'vitest';
import { crashRun } from './crash-run.ts';
import { MINUTE } from './killer.ts';

it('holds for three minutes too, with its files in S3', async () => {
  const report = await crashRun({
    clients: 20,
    everyMs: 3_000,
    strikes: [...MINUTE, ...MINUTE, ...MINUTE],
    store: 's3',
  });
  console.log(report);
  expect(report.violations).toEqual([]);
  expect(report.acknowledged).toBeGreaterThanOrEqual(900);
}, 400_000);
