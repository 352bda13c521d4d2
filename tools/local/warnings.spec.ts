import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Warnings } from './warnings.ts';

let said: string[];
let warnings: Warnings;
beforeEach(() => {
  vi.useFakeTimers();
  said = [];
  warnings = new Warnings((line) => said.push(line));
});
afterEach(() => {
  vi.useRealTimers();
});

test('a warning that is repeated is told once, and at the end of the minute how often it came again', () => {
  for (let times = 0; times < 13; times++) warnings.tell('media', 'the disk is full');
  expect(said.splice(0)).toEqual(['media: the disk is full']);
  vi.advanceTimersByTime(60_000);
  expect(said.splice(0)).toEqual(['media: the disk is full (12 times more in the last minute)']);
  vi.advanceTimersByTime(120_000);
  expect(said).toEqual([]);
  warnings.tell('media', 'the disk is full');
  expect(said).toEqual(['media: the disk is full']);
});

test('what several services say is told of the first', () => {
  for (const name of ['gateway', 'posts', 'media']) warnings.tell(name, 'NATS is away');
  vi.advanceTimersByTime(60_000);
  expect(said).toEqual(['gateway: NATS is away']);
});

test('what is waited for is told every 15 seconds, whoever waits', () => {
  for (let seconds = 0; seconds < 45; seconds += 15) {
    for (const name of ['gateway', 'posts']) warnings.tell(name, 'waiting for NATS at 127.0.0.1:1');
    vi.advanceTimersByTime(15_000);
  }
  expect(said).toEqual(Array.from({ length: 3 }, () => 'gateway: waiting for NATS at 127.0.0.1:1'));
});
