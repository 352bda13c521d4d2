import { isIP } from 'node:net';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import { type ConnectionOptions, credsAuthenticator, nkeyAuthenticator } from '@nats-io/nats-core';

/** Where NATS is, and who asks there. */
export interface NatsAddress {
  /**
   * `nats://user:password@host:4222` or `nats://token@host:4222`, several divided by commas; who asks may stand in the
   * first alone. `tls://` insists on TLS.
   */
  url: string;
  /** The text of a creds file: a user's JWT and seed. */
  creds?: string | undefined;
  /** The seed of a user's nkey. */
  nkey?: string | undefined;
  /** The certificate (PEM) of who signed the server's, when no system knows it. Insists on TLS. */
  tlsCa?: string | undefined;
}

/** The settings in which processes are told an address. */
export interface NatsSettings {
  NATS_URL: string;
  NATS_CREDS?: string | undefined;
  NATS_NKEY?: string | undefined;
  NATS_TLS_CA?: string | undefined;
}

/** The address that settings tell. */
export function natsAddress(settings: NatsSettings): NatsAddress {
  return {
    url: settings.NATS_URL,
    creds: settings.NATS_CREDS,
    nkey: settings.NATS_NKEY,
    tlsCa: settings.NATS_TLS_CA,
  };
}

/**
 * What the client library must be told to connect to an address: it wants who asks beside the servers, not in them.
 *
 * @example const connection = await connect(connectionOptions({ url: 'nats://board:secret@10.0.0.5:4222' }));
 */
export function connectionOptions({ url, creds, nkey, tlsCa }: NatsAddress): ConnectionOptions {
  const servers = serversIn(url);
  const { username = '', password = '' } = servers.find((server) => server.username) ?? {};
  const secure = tlsCa !== undefined || servers.some((server) => server.protocol === 'tls:');
  const encoder = new TextEncoder();
  const keys = [
    ...(creds === undefined ? [] : [credsAuthenticator(encoder.encode(`${creds}\n`))]),
    ...(nkey === undefined ? [] : [nkeyAuthenticator(encoder.encode(nkey.trim()))]),
  ];
  return {
    servers: servers.map((server) => server.host),
    ...(username && !password && { token: decodeURIComponent(username) }),
    ...(username && password && { user: decodeURIComponent(username), pass: decodeURIComponent(password) }),
    ...(keys.length > 0 && { authenticator: keys }),
    ...(secure && { tls: { ...(tlsCa !== undefined && { ca: tlsCa }), ...identityOf(servers) } }),
  };
}

/** The hosts of an address, as `host:4222, other:4222`: what may be said aloud of it. */
export function hostsOf({ url }: Pick<NatsAddress, 'url'>): string {
  return serversIn(url)
    .map((server) => server.host)
    .join(', ');
}

/**
 * The client library lets Node check the certificate of a server that is named by its IP address against "localhost":
 * here it is checked against the addresses that were named.
 */
function identityOf(servers: readonly URL[]): object {
  const hosts = servers.map((server) => server.hostname.replaceAll(/[[\]]/g, ''));
  const addresses = hosts.filter((host) => isIP(host) !== 0);
  if (addresses.length === 0) return {};
  return {
    checkServerIdentity: (name: string, certificate: PeerCertificate): Error | undefined => {
      if (hosts.includes(name)) return checkServerIdentity(name, certificate);
      const faults = addresses.map((address) => checkServerIdentity(address, certificate));
      return faults.includes(undefined) ? undefined : faults[0];
    },
  };
}

function serversIn(url: string): URL[] {
  return url.split(',').map((server) => new URL(server.trim()));
}
