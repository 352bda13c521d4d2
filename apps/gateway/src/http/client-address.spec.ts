import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { clientAddress, cloakOf, householdOf, type Network, parseAddress } from './client-address.js';

const trusted: Network[] = [
  ipaddr.parseCIDR('10.0.0.0/8'),
  ipaddr.parseCIDR('fd00::/8'),
  ipaddr.parseCIDR('127.0.0.1/32'),
];
const of = (socket: string | undefined, forwarded?: string) =>
  clientAddress(socket, forwarded, trusted).toString();

describe('the address of a client', () => {
  it.each([
    ['a direct hit is its socket', '203.0.113.7', undefined, '203.0.113.7'],
    ['a direct hit that claims another address is still its socket', '203.0.113.7', '1.1.1.1', '203.0.113.7'],
    [
      'a direct hit that claims one of our proxies is still its socket',
      '203.0.113.7',
      '1.1.1.1, 10.0.0.1',
      '203.0.113.7',
    ],
    ['behind one proxy it is the hop that the proxy wrote', '10.0.0.1', '198.51.100.4', '198.51.100.4'],
    ['what the client wrote before is not believed', '10.0.0.1', '1.1.1.1, 198.51.100.4', '198.51.100.4'],
    [
      'behind two proxies it is the first that is not ours from the right',
      '10.0.0.1',
      '1.1.1.1, 198.51.100.4, 10.0.0.2',
      '198.51.100.4',
    ],
    [
      'a client that pretends to be our proxy hides behind nobody',
      '10.0.0.1',
      '10.9.9.9, 198.51.100.4',
      '198.51.100.4',
    ],
    ['when all hops are ours, the farthest is the client', '10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
    ['a trusted proxy that says nothing is the client', '10.0.0.1', undefined, '10.0.0.1'],
    ['an empty header says nothing', '10.0.0.1', '', '10.0.0.1'],
    ['garbage ends the way', '10.0.0.1', '1.1.1.1, <script>', '10.0.0.1'],
    ['"unknown" ends the way', '10.0.0.1', '1.1.1.1, unknown, 10.0.0.2', '10.0.0.2'],
    ['numbers that are no usual notation are garbage', '10.0.0.1', '2130706433', '10.0.0.1'],
    ['octal-looking parts are garbage', '10.0.0.1', '0177.0.0.1', '10.0.0.1'],
    ['ports are dropped', '10.0.0.1', '198.51.100.4:55555', '198.51.100.4'],
    ['IPv6 comes in brackets and quotes, with a port', '10.0.0.1', '"[2001:db8::1]:443"', '2001:db8::1'],
    ['a zone is dropped', 'fe80::1%eth0', undefined, 'fe80::1'],
    ['IPv4 inside IPv6 is IPv4', '::ffff:10.0.0.1', '::ffff:198.51.100.4', '198.51.100.4'],
    ['an IPv6 proxy is trusted by its network', 'fd00::5', '2001:db8::7', '2001:db8::7'],
    ['a connection that is gone has no address of its own', undefined, '1.1.1.1', '0.0.0.0'],
  ])('%s', (_case, socket, forwarded, expected) => {
    expect(of(socket, forwarded)).toBe(expected);
  });

  it('believes nobody when no proxy is trusted', () => {
    expect(clientAddress('127.0.0.1', '1.1.1.1', []).toString()).toBe('127.0.0.1');
  });
});

describe('a cloak', () => {
  const key = 'k'.repeat(32);
  const cloak = (text: string, with_ = key) => cloakOf(parseAddress(text) ?? expect.fail(text), with_);

  it('is 128 bits in hex and does not show the address', () => {
    expect(cloak('203.0.113.7')).toMatch(/^[0-9a-f]{32}$/);
  });

  it('is the same however the address is written', () => {
    expect(cloak('::ffff:203.0.113.7')).toBe(cloak('203.0.113.7'));
    expect(cloak('2001:0DB8::0001')).toBe(cloak('2001:db8::1'));
  });

  it('is one for a /64 of IPv6 and another beyond it', () => {
    expect(cloak('2001:db8:0:1::1')).toBe(cloak('2001:db8:0:1:ffff::9'));
    expect(cloak('2001:db8:0:2::1')).not.toBe(cloak('2001:db8:0:1::1'));
    expect(householdOf(ipaddr.parse('2001:db8:0:1::1'))).toBe('2001:db8:0:1::/64');
  });

  it('differs from address to address and from key to key', () => {
    expect(cloak('203.0.113.7')).not.toBe(cloak('203.0.113.8'));
    expect(cloak('203.0.113.7')).not.toBe(cloak('203.0.113.7', 'other'.repeat(8)));
  });
});
