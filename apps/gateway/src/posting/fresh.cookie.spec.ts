import { expect, it } from 'vitest';
import { freshValue } from './fresh.cookie.js';

const made = { epoch: 'abcdefgh', board: 'b', thread: 12, no: 15, boardVersion: 40, threadVersion: 7 };

it.each([
  ['nothing before', undefined, 'abcdefgh.b.12.40.7'],
  ['another place before', 'abcdefgh.b.3.39.2', 'abcdefgh.b.12.40.7~abcdefgh.b.3.39.2'],
  ['the same place before', 'abcdefgh.b.12.38.6~abcdefgh.b.3.39.2', 'abcdefgh.b.12.40.7~abcdefgh.b.3.39.2'],
  [
    'four places before: the oldest goes',
    'abcdefgh.b.1.1.1~abcdefgh.b.2.1.1~abcdefgh.b.3.1.1~abcdefgh.b.4.1.1',
    'abcdefgh.b.12.40.7~abcdefgh.b.1.1.1~abcdefgh.b.2.1.1~abcdefgh.b.3.1.1',
  ],
  ['garbage before', 'x; Path=/evil~<b>~~', 'abcdefgh.b.12.40.7'],
])('%s', (_case, before, value) => {
  expect(freshValue(before, made)).toBe(value);
});
