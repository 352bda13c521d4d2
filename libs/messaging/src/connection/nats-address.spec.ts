import { describe, expect, it } from 'vitest';
import { connectionOptions, hostsOf, natsAddress } from './nats-address.js';

describe('what the client of NATS is told', () => {
  it.each([
    ['nats://127.0.0.1:4222', { servers: ['127.0.0.1:4222'] }],
    ['nats://[::1]:4222', { servers: ['[::1]:4222'] }],
    ['nats://board:pw@a:4222', { servers: ['a:4222'], user: 'board', pass: 'pw' }],
    ['nats://bo%40rd:p%2Fw%25%3A%2C@a', { servers: ['a'], user: 'bo@rd', pass: 'p/w%:,' }],
    ['nats://s3cr3t-token@a:4222', { servers: ['a:4222'], token: 's3cr3t-token' }],
    [
      'nats://board:pw@a:4222,nats://board:pw@b:4223',
      { servers: ['a:4222', 'b:4223'], user: 'board', pass: 'pw' },
    ],
    ['nats://board:pw@a:4222, nats://b:4223', { servers: ['a:4222', 'b:4223'], user: 'board', pass: 'pw' }],
    ['tls://board:pw@a:4222', { servers: ['a:4222'], user: 'board', pass: 'pw', tls: {} }],
  ])('of %s', (url, expected) => {
    expect(connectionOptions({ url })).toEqual(expected);
  });

  it('a CA insists on TLS, and keys come beside the address', () => {
    const options = connectionOptions(
      natsAddress({ NATS_URL: 'nats://a:4222', NATS_TLS_CA: 'pem', NATS_CREDS: 'creds', NATS_NKEY: 'seed' }),
    );
    expect(options).toMatchObject({ servers: ['a:4222'], tls: { ca: 'pem' } });
    expect(options.authenticator).toHaveLength(2);
  });

  it('what may be said aloud of an address has neither user nor password', () => {
    expect(hostsOf({ url: 'nats://board:pw@a:4222,tls://token@b:4222' })).toBe('a:4222, b:4222');
  });
});
