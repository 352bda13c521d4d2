import { expect, it } from 'vitest';
import { crashRun } from './crash-run.ts';
import { MINUTE } from './killer.ts';

it('loses and doubles nothing while its parts are killed under it, one every three seconds for a minute', async () => {
  const report = await crashRun({ clients: 20, everyMs: 3_000, strikes: MINUTE });
  console.log(report);
  expect(report.violations).toEqual([]);
  expect(report.acknowledged).toBeGreaterThanOrEqual(300);
  expect(report.deleted).toBeGreaterThanOrEqual(25);
  expect(report.reads).toBeGreaterThanOrEqual(20);
  expect(report.reconnects).toBeGreaterThanOrEqual(8);
  for (const part of ['gateway', 'posts', 'media', 'renderer']) {
    expect(report.kills.get(part), part).toBeGreaterThanOrEqual(2);
  }
  expect(report.kills.get('nats')).toBeGreaterThanOrEqual(1);
  expect(report.kills.get('postgres')).toBeGreaterThanOrEqual(1);
}, 180_000);
