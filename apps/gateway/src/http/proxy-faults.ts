import type { IncomingHttpHeaders } from 'node:http';
import type { GatewayConfig } from '../gateway.config.js';
import { type Address, isTrusted, type Network, parseAddress } from './client-address.js';

/** What a request shows of whoever passed it on. */
export interface Passed {
  readonly headers: IncomingHttpHeaders;
  /** The address of the connection itself. */
  readonly peer: string | undefined;
}
type Config = Pick<GatewayConfig, 'PUBLIC_ORIGIN'> & { readonly TRUSTED_PROXIES: readonly Network[] };

/** Where proxies are: no visitor from the internet has such an address. */
const NEAR = new Set(['loopback', 'private', 'uniqueLocal', 'linkLocal', 'carrierGradeNat']);
const HOST = /^[a-z0-9.:[\]-]{1,100}$/i;
const ORIGIN = /^https?:\/\/[a-z0-9.:[\]-]{1,100}$/i;

/**
 * What to set right when a form was refused as sent from another site by its Origin alone; undefined when the browser
 * itself says that it was another site, or Origin or Host is none. Origin and Host are no visitor's addresses.
 */
export function originFault({ headers }: Passed, config: Config): string | undefined {
  const { origin = '', host = '' } = headers;
  if (headers['sec-fetch-site'] !== undefined || !ORIGIN.test(origin) || !HOST.test(host)) return undefined;
  const fault = `A form was refused as sent from another site: Origin ${origin}, Host ${host}`;
  const wayOut = config.PUBLIC_ORIGIN
    ? `If people find the board there, PUBLIC_ORIGIN=${config.PUBLIC_ORIGIN} is wrong`
    : `If people find the board there, set PUBLIC_ORIGIN=${origin}, or have the proxy pass Host`;
  return `${fault}. ${wayOut}`;
}

/** What to set when a proxy nearby says for whom it asks and is not believed: then its visitors share one address. */
export function forwardedForFault({ headers, peer }: Passed, config: Config): string | undefined {
  if (headers['x-forwarded-for'] === undefined) return undefined;
  const address = parseAddress(peer);
  if (!address || !isNear(address) || isTrusted(address, config.TRUSTED_PROXIES)) return undefined;
  const proxy = address.toString();
  const [why, wayOut] =
    config.TRUSTED_PROXIES.length === 0
      ? ['TRUSTED_PROXIES is empty', `Set TRUSTED_PROXIES=${proxy}`]
      : ['TRUSTED_PROXIES does not name it', `Add ${proxy} to TRUSTED_PROXIES`];
  return `A proxy at ${proxy} passes X-Forwarded-For, but ${why}: all its visitors count as one. ${wayOut}`;
}

/** What to set when a proxy nearby says that people come over https, and the board was not told. */
export function schemeFault({ headers, peer }: Passed, config: Config): string | undefined {
  if (headers['x-forwarded-proto'] !== 'https' || config.PUBLIC_ORIGIN?.startsWith('https:'))
    return undefined;
  const address = parseAddress(peer);
  if (!address || !(isNear(address) || isTrusted(address, config.TRUSTED_PROXIES))) return undefined;
  return (
    `People come over https, but PUBLIC_ORIGIN is ${config.PUBLIC_ORIGIN ?? 'empty'}: cookies are not kept to https, and ` +
    'feeds and cards lack the right addresses. Set it to what people type, as in https://board.example'
  );
}

function isNear(address: Address): boolean {
  return NEAR.has(address.range());
}
