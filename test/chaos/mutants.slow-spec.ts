import { describe, expect, it } from 'vitest';
import { crashRun } from './crash-run.ts';
import { mutate } from './mutant.ts';
import { MUTANTS } from './mutants.ts';

const PLAN = { clients: 10, everyMs: 3_000 };

describe('the crash run', () => {
  it.each(MUTANTS)('sees what is wrong with a house that $does', async ({ changes, strikes }) => {
    const { dist, dispose } = await mutate(changes);
    try {
      const report = await crashRun({ ...PLAN, strikes, dist });
      console.log(report);
      expect(report.violations).not.toEqual([]);
    } finally {
      await dispose();
    }
  });

  it('finds nothing under the same blows in the house as it is', async () => {
    const report = await crashRun({ ...PLAN, strikes: MUTANTS.flatMap(({ strikes }) => strikes) });
    console.log(report);
    expect(report.violations).toEqual([]);
  });
});
