import { expect, it } from 'vitest';
import { localPath } from './local-path.js';

it.each([
  ['/b/', '/b/'],
  ['/b/thread/12#p13', '/b/thread/12#p13'],
  ['/', '/'],
  [undefined, '/'],
  ['', '/'],
  ['b/', '/'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['/b\\..\\evil', '/'],
  ['https://evil.example/', '/'],
  ['javascript:alert(1)', '/'],
  ['/b/\r\nSet-Cookie: a=b', '/'],
  ['/b/\tx', '/'],
  [`/${'x'.repeat(300)}`, '/'],
])('going back to %j leads to %j', (back, path) => {
  expect(localPath(back)).toBe(path);
});
