import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { bytes, durationMs, oneOf, origin, port, wholeNumber } from './config-values.js';

const fault = (schema: z.ZodType, text: string): string | undefined =>
  schema.safeParse(text).error?.issues[0]?.message;

describe('Values of settings', () => {
  it.each([
    ['20971520', 20_971_520],
    ['20M', 20_971_520],
    ['20 MB', 20_971_520],
    ['64MiB', 67_108_864],
    ['1.5g', 1_610_612_736],
    ['100k', 102_400],
  ])('a size of %s is %i bytes', (text, value) => expect(bytes.parse(text)).toBe(value));

  it.each(['0', '-1', '20X', 'many', '1e3', 'Infinity', '9999999T'])(
    'a size of %s is refused with one that fits',
    (text) => expect(fault(bytes, text)).toBe('must be a number of bytes, or 20M'),
  );

  it.each([
    ['0', 0],
    ['1500', 1_500],
    ['250ms', 250],
    ['3s', 3_000],
    ['1.5m', 90_000],
    ['24h', 86_400_000],
    ['30d', 2_592_000_000],
  ])('a time of %s is %i ms', (text, value) => expect(durationMs().parse(text)).toBe(value));

  it('a time is refused with one that fits, and with the bounds that it has', () => {
    expect(fault(durationMs(), '3 weeks')).toBe(
      'must be a number of milliseconds, or a time such as 3s, 10m, 30d',
    );
    expect(fault(durationMs({ min: 1 }), '0s')).toContain('milliseconds above 0,');
    expect(fault(durationMs({ max: 864_000_000 }), '30d')).toContain('(at most 10d)');
  });

  it('a whole number, a port and a word say what fits', () => {
    expect(wholeNumber(1, 64).parse('64')).toBe(64);
    expect(fault(wholeNumber(1, 64), '65')).toBe('must be a whole number from 1 to 64');
    expect(fault(wholeNumber(1), '1.5')).toBe('must be a whole number of 1 or more');
    expect(fault(port, 'http')).toBe('must be a whole number from 0 to 65535');
    expect(fault(oneOf(['info', 'warn']), 'verbose')).toBe('must be one of info, warn');
  });

  it.each(['https://board.example', 'https://board.example/', 'https://Board.Example:443/'])(
    'the origin %s is taken as browsers write it',
    (text) => expect(origin.parse(text)).toBe('https://board.example'),
  );

  it.each(['board.example', 'https://board.example/b/', 'https://me@board.example', 'ftp://board.example'])(
    'the origin %s is refused',
    (text) => expect(fault(origin, text)).toContain('as in https://board.example'),
  );
});
