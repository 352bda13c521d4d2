import { expect, it } from 'vitest';
import { noneMatch } from './etag.js';

it.each([
  [undefined, false],
  ['"a"', true],
  ['W/"a"', true],
  ['"b", W/"a"', true],
  ['*', true],
  ['"b"', false],
  ['a', false],
])('If-None-Match %j against "a" is %j', (header, expected) => {
  expect(noneMatch(header, '"a"')).toBe(expected);
  expect(noneMatch(header, 'W/"a"')).toBe(expected);
});
