import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type NatsServer, startNats } from '@board/testing';
import { nkeys } from '@nats-io/nats-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { Nats } from '../src/connection/nats.js';
import type { NatsAddress } from '../src/connection/nats-address.js';
import { natsProblem } from '../src/connection/nats-problem.js';

const LOGIN = { user: 'bo@rd', password: 'p/w: 100%, "quoted"' };
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe('a protected NATS', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'board-nats-tls-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function serverWith(options: Parameters<typeof startNats>[0]): Promise<NatsServer> {
    const server = await startNats(options);
    onTestFinished(() => server.stop());
    return server;
  }

  /** What a subscriber hears of what a process at this address says. Throws the sentence for a person when it cannot. */
  async function heard(address: NatsAddress): Promise<string[]> {
    let nats: Nats;
    try {
      nats = await Nats.open({ service: 'test', wait: false, ...address });
    } catch (error) {
      throw new Error(natsProblem(error, address), { cause: error });
    }
    try {
      const words: string[] = [];
      nats.subscribe('nudge.test', (word) => words.push(word));
      nats.publish('nudge.test', 'hello');
      await vi.waitFor(() => expect(words).not.toEqual([]));
      return words;
    } finally {
      await nats.onApplicationShutdown();
    }
  }

  it('user and password in the address are taken, of whatever characters', async () => {
    const { url, port } = await serverWith({ login: LOGIN });
    expect(await heard({ url })).toEqual(['hello']);
    await expect(heard({ url: `nats://board:guess@127.0.0.1:${port}` })).rejects.toThrow(
      `NATS at 127.0.0.1:${port} refuses the user or password in NATS_URL`,
    );
    await expect(heard({ url: `nats://127.0.0.1:${port}` })).rejects.toThrow('refuses whoever does not say');
  });

  it('several servers are asked with the same user, and one that is away is passed over', async () => {
    const { url } = await serverWith({ login: LOGIN });
    expect(await heard({ url: `nats://127.0.0.1:9,${url}` })).toEqual(['hello']);
  });

  it('a token in the address is taken', async () => {
    const { port } = await serverWith({ config: 'authorization { token: "s3cr3t" }' });
    expect(await heard({ url: `nats://s3cr3t@127.0.0.1:${port}` })).toEqual(['hello']);
    await expect(heard({ url: `nats://guess@127.0.0.1:${port}` })).rejects.toThrow(
      'refuses the token in NATS_URL',
    );
  });

  it('an nkey is taken', async () => {
    const [user, other] = [nkeys.createUser(), nkeys.createUser()];
    const { url } = await serverWith({
      config: `authorization { users: [ { nkey: ${user.getPublicKey()} } ] }`,
    });
    expect(await heard({ url, nkey: text(user.getSeed()) })).toEqual(['hello']);
    await expect(heard({ url, nkey: text(other.getSeed()) })).rejects.toThrow('refuses the key in NATS_NKEY');
  });

  it('a creds file is taken', async () => {
    const { config, creds } = signedUser();
    const { url } = await serverWith({ config });
    expect(await heard({ url, creds })).toEqual(['hello']);
    await expect(heard({ url, creds: signedUser().creds })).rejects.toThrow('refuses the user in NATS_CREDS');
  });

  it('tls:// wants a certificate that the CA vouches for, and no plain server', async () => {
    const { ca, config } = await certificates(folder);
    const secured = await serverWith({ config });
    const url = `tls://127.0.0.1:${secured.port}`;
    expect(await heard({ url, tlsCa: ca })).toEqual(['hello']);
    await expect(heard({ url })).rejects.toThrow('shows a certificate that is not trusted');
    const plain = await serverWith({});
    await expect(heard({ url: `tls://127.0.0.1:${plain.port}` })).rejects.toThrow('cannot be reached');
  });
});

/** The configuration of a server that trusts one operator, and the creds file of a user whom that one vouches for. */
function signedUser(): { config: string; creds: string } {
  const [operator, account, user] = [nkeys.createOperator(), nkeys.createAccount(), nkeys.createUser()];
  const system = nkeys.createAccount();
  const limits = { subs: -1, data: -1, payload: -1 };
  const claim = (by: typeof operator, of: typeof operator, nats: object): string => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const body = { jti: of.getPublicKey(), iat: 1, iss: by.getPublicKey(), sub: of.getPublicKey(), nats };
    const signed = `${part({ typ: 'JWT', alg: 'ed25519-nkey' })}.${part(body)}`;
    return `${signed}.${Buffer.from(by.sign(Buffer.from(signed))).toString('base64url')}`;
  };
  const trusted = claim(operator, operator, { type: 'operator', version: 2 });
  const unlimited = {
    type: 'account',
    version: 2,
    limits: { ...limits, imports: -1, exports: -1, wildcards: true, conn: -1, leaf: -1 },
  };
  const accounts = [account, system].map((of) => `${of.getPublicKey()}: ${claim(operator, of, unlimited)}`);
  const person = claim(account, user, { type: 'user', version: 2, pub: {}, sub: {}, ...limits });
  return {
    config: [
      `operator: ${trusted}`,
      `system_account: ${system.getPublicKey()}`,
      'resolver: MEMORY',
      `resolver_preload: { ${accounts.join(', ')} }`,
    ].join('\n'),
    creds: [
      '-----BEGIN NATS USER JWT-----',
      person,
      '------END NATS USER JWT------',
      '',
      '-----BEGIN USER NKEY SEED-----',
      text(user.getSeed()),
      '------END USER NKEY SEED------',
    ].join('\n'),
  };
}

/** A CA of our own with a certificate for 127.0.0.1, and a server's configuration that shows it. */
async function certificates(folder: string): Promise<{ ca: string; config: string }> {
  const openssl = (...args: string[]) => promisify(execFile)('openssl', args, { cwd: folder });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  await openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=Own CA');
  await openssl(
    ...['req', '-x509', ...key, '-keyout', 'nats.key', '-out', 'nats.pem', '-subj', '/CN=nats'],
    ...['-addext', 'subjectAltName=IP:127.0.0.1', '-addext', 'basicConstraints=critical,CA:FALSE'],
    ...['-CA', 'ca.pem', '-CAkey', 'ca.key'],
  );
  return {
    ca: await readFile(join(folder, 'ca.pem'), 'utf8'),
    config: `tls { cert_file: "${folder}/nats.pem", key_file: "${folder}/nats.key" }`,
  };
}
