import { AuthorizationError } from '@nats-io/nats-core';
import { connectionOptions, hostsOf, type NatsAddress } from './nats-address.js';

/** Codes by which TLS says that it does not know who signed a certificate, or that it is of another host. */
const DOUBTED = /^(UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|CERT_|ERR_TLS_CERT_)/;

/** Why NATS could not be reached, as a sentence for the one who set the address; without user or password. */
export function natsProblem(error: unknown, address: NatsAddress): string {
  const hosts = hostsOf(address);
  if (error instanceof AuthorizationError) return `NATS at ${hosts} refuses ${whoAsks(address)}`;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (DOUBTED.test(code))
    return `NATS at ${hosts} shows a certificate that is not trusted (${code}). Name its CA in NATS_TLS_CA_FILE, and the host in NATS_URL as the certificate does`;
  const why = error instanceof Error ? error.message : String(error);
  return `NATS at ${hosts} cannot be reached (${why}). Is it running, and NATS_URL right?`;
}

/** What was shown to the server, by the name of its setting. */
function whoAsks(address: NatsAddress): string {
  if (address.creds !== undefined) return 'the user in NATS_CREDS';
  if (address.nkey !== undefined) return 'the key in NATS_NKEY';
  const { user, token } = connectionOptions(address);
  if (user !== undefined) return 'the user or password in NATS_URL';
  if (token !== undefined) return 'the token in NATS_URL';
  return 'whoever does not say who they are. Set NATS_URL=nats://user:password@host:4222';
}
