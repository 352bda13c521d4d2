import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchDisks } from './disk-watch.ts';

const stop = new AbortController();
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  stop.abort();
});

test('a disk that runs full is told once, each hour again, and when there is room', async () => {
  const said: string[] = [];
  const megabyte = 1024 ** 2;
  let free = 2000 * megabyte;
  const look = async (): Promise<number> => free;
  await watchDisks(['/data'], 1024 * megabyte, (line) => said.push(line), stop.signal, look);
  expect(said).toEqual([]);

  free = 900 * megabyte;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(said.splice(0)).toEqual([expect.stringContaining('Only 900 MB are free on the disk of /data')]);
  await vi.advanceTimersByTimeAsync(59 * 60_000);
  expect(said).toEqual([]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(said.splice(0)).toHaveLength(1);

  free = 3000 * megabyte;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(said).toEqual(['The disk of /data has 3000 MB free again']);
});
