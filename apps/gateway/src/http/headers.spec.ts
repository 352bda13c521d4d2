import { expect, it } from 'vitest';
import { securityHeaders } from './headers.js';

it.each([
  [undefined, undefined],
  [86_400_000, 'max-age=86400'],
  [0, 'max-age=0'],
])('with HSTS_MS %j browsers are told %j', (HSTS_MS, header) => {
  expect(securityHeaders({ MEDIA_ORIGIN: '', HSTS_MS })['strict-transport-security']).toBe(header);
});
