import { readConfig } from '@board/platform';
import { describe, expect, it } from 'vitest';
import { gatewayConfig } from './gateway.config.js';

const right = { CLOAK_KEY: 'c'.repeat(32), TOKEN_KEY: 't'.repeat(32), STORE_DIR: '/tmp/store' };
const read = (env: Record<string, string>) => readConfig(gatewayConfig, { ...right, ...env });

describe('the configuration of the gateway', () => {
  it('needs nothing but secrets and a store', () => {
    expect(read({})).toMatchObject({
      HTTP_PORT: 8080,
      MEDIA_ORIGIN: '',
      TRUSTED_PROXIES: [],
      STREAMS_PER_ADDRESS: 20,
    });
  });

  it('takes proxies as addresses and networks, parted by commas or spaces', () => {
    const { TRUSTED_PROXIES } = read({ TRUSTED_PROXIES: '10.0.0.0/8, ::1 fd00::/8,192.0.2.1' });
    expect(TRUSTED_PROXIES.map(([address, bits]) => `${address.toString()}/${bits}`)).toEqual([
      '10.0.0.0/8',
      '::1/128',
      'fd00::/8',
      '192.0.2.1/32',
    ]);
  });

  it.each([
    ['TRUSTED_PROXIES', 'the proxy'],
    ['TRUSTED_PROXIES', '10.0.0.0/99'],
    ['CLOAK_KEY', 'short'],
    ['TOKEN_KEY', 'short'],
    ['PUBLIC_ORIGIN', 'board.example'],
    ['PUBLIC_ORIGIN', 'https://board.example/path'],
    ['MEDIA_ORIGIN', 'ftp://media.example'],
    ['HTTP_PORT', '99999'],
  ])('refuses %s=%s by name, and does not repeat a secret', (key, value) => {
    expect(() => read({ [key]: value })).toThrow(new RegExp(`${key}: (?!.*short)`));
  });
});
