import { describe, expect, it } from 'vitest';
import { formatBytes, formatDate, formatDuration, formatNumber, formatWait } from './format.js';

/** Intl writes no-break spaces. */
const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ');

describe('formats', () => {
  it.each([
    [900, '900 bytes', '900 байт'],
    [348_160, '340 kB', '340 кБ'],
    [1_572_864, '1.5 MB', '1,5 МБ'],
    [20 * 1024 * 1024, '20 MB', '20 МБ'],
  ])('writes %i bytes', (bytes, en, ru) => {
    expect([plain(formatBytes('en', bytes)), plain(formatBytes('ru', bytes))]).toEqual([en, ru]);
  });

  it.each([
    [0, '0:00'],
    [7_400, '0:07'],
    [185_000, '3:05'],
    [3_723_000, '1:02:03'],
  ])('writes a video of %i ms', (ms, expected) => {
    expect(formatDuration(ms)).toBe(expected);
  });

  it.each([
    [1, '1 second', '1 секунда'],
    [2_400, '3 seconds', '3 секунды'],
    [89_000, '89 seconds', '89 секунд'],
    [91_000, '2 minutes', '2 минуты'],
    [3_600_000, '60 minutes', '60 минут'],
    [10_000_000, '3 hours', '3 часа'],
  ])('writes a wait of %i ms, never too short', (ms, en, ru) => {
    expect([plain(formatWait('en', ms)), plain(formatWait('ru', ms))]).toEqual([en, ru]);
  });

  it('writes numbers and dates as the language does, in UTC', () => {
    expect(plain(formatNumber('ru', 22_105))).toBe('22 105');
    expect(formatNumber('en', 22_105)).toBe('22,105');
    expect(formatDate('en', '2026-11-23T23:05:00.000Z')).toBe('23 Nov 2026, 23:05');
    expect(plain(formatDate('ru', '2026-11-23T23:05:00.000Z'))).toBe('23 нояб. 2026 г., 23:05');
  });
});
