import { expect, it } from 'vitest';
import { acceptsEncoding } from './accept-encoding.js';

it.each([
  [undefined, false],
  ['', false],
  ['gzip, deflate, br', true],
  ['br;q=1.0, gzip;q=0.5', true],
  ['gzip;q=0', false],
  ['gzip;q=0.0, *', false],
  ['*', true],
  ['*;q=0', false],
  ['xgzip', false],
  ['GZIP', true],
])('Accept-Encoding %j takes gzip: %j', (header, expected) => {
  expect(acceptsEncoding(header, 'gzip')).toBe(expected);
});
