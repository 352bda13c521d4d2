import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import type { Network } from './client-address.js';
import { forwardedForFault, originFault, schemeFault } from './proxy-faults.js';

const none = { PUBLIC_ORIGIN: undefined, TRUSTED_PROXIES: [] as [...Network][] };
const trusting = { ...none, TRUSTED_PROXIES: [ipaddr.parseCIDR('127.0.0.1/32')] as [...Network][] };
const refused = (headers: Record<string, string>, config = none) =>
  originFault({ headers: { host: '127.0.0.1:8080', ...headers }, peer: '127.0.0.1' }, config);
const forwarded = (peer: string, config = none) =>
  forwardedForFault({ headers: { 'x-forwarded-for': '198.51.100.4' }, peer }, config);

describe('a form refused by its Origin', () => {
  it('tells both names and what to set', () => {
    expect(refused({ origin: 'https://board.example' })).toBe(
      'A form was refused as sent from another site: Origin https://board.example, Host 127.0.0.1:8080. ' +
        'If people find the board there, set PUBLIC_ORIGIN=https://board.example, or have the proxy pass Host',
    );
  });

  it.each([
    [
      'the browser says itself that it was another site',
      { origin: 'https://a.example', 'sec-fetch-site': 'cross-site' },
    ],
    ['there is no Origin', {}],
    ['the Origin hides itself', { origin: 'null' }],
    ['the Origin is none', { origin: 'https://a.example/\u001b[2J set PUBLIC_ORIGIN' }],
    ['the Origin never ends', { origin: `https://${'a'.repeat(101)}` }],
    ['the Host is none', { origin: 'https://a.example', host: 'a b' }],
  ])('is not told when %s', (_case, headers) => {
    expect(refused(headers as Record<string, string>)).toBeUndefined();
  });
});

describe('a proxy that is not believed', () => {
  it.each(['127.0.0.1', '::1', '10.1.2.3', '172.17.0.1', 'fd00::7', '::ffff:192.168.0.9'])(
    'at %s is told with what to set, without the address of the visitor',
    (peer) => {
      const proxy = peer.replace('::ffff:', '');
      expect(forwarded(peer)).toBe(
        `A proxy at ${proxy} passes X-Forwarded-For, but TRUSTED_PROXIES is empty: ` +
          `all its visitors count as one. Set TRUSTED_PROXIES=${proxy}`,
      );
    },
  );

  it('is told too when others are believed, and not when it is', () => {
    expect(forwarded('::1', trusting)).toContain('Add ::1 to TRUSTED_PROXIES');
    expect(forwarded('127.0.0.1', trusting)).toBeUndefined();
  });

  it('is a visitor when it comes from the internet', () => {
    expect(forwarded('203.0.113.7')).toBeUndefined();
  });
});

it('https in front of a board that was not told is told', () => {
  const passed = { headers: { 'x-forwarded-proto': 'https' }, peer: '127.0.0.1' };
  expect(schemeFault(passed, none)).toContain('PUBLIC_ORIGIN is empty');
  expect(schemeFault(passed, { ...none, PUBLIC_ORIGIN: 'https://board.example' })).toBeUndefined();
  expect(schemeFault({ ...passed, peer: '203.0.113.7' }, none)).toBeUndefined();
  expect(schemeFault({ ...passed, headers: { 'x-forwarded-proto': 'http' } }, none)).toBeUndefined();
});
