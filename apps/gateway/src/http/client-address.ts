import { createHmac } from 'node:crypto';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

export type Address = ipaddr.IPv4 | ipaddr.IPv6;
export type Network = readonly [Address, number];

/**
 * Who asks: the right-most hop that is not one of our proxies. `socket` is the address of the connection itself,
 * `forwardedFor` the `X-Forwarded-For` header (several joined by commas), which is believed only as far as trusted
 * proxies wrote it. What cannot be read as an address ends the way there: nothing left of it is believed.
 */
export function clientAddress(
  socket: string | undefined,
  forwardedFor: string | undefined,
  trusted: readonly Network[],
): Address {
  let client = parseAddress(socket) ?? ipaddr.parse('0.0.0.0');
  const hops = (forwardedFor ?? '').split(',');
  while (hops.length > 0 && isTrusted(client, trusted)) {
    const next = parseAddress(hops.pop());
    if (!next) break;
    client = next;
  }
  return client;
}

/**
 * An address in the one form that we compare: IPv4 in IPv6 is IPv4, zones and ports are dropped.
 * Undefined for anything that is not an address in its usual notation.
 */
export function parseAddress(text: string | undefined): Address | undefined {
  const bare = /^"?(?:\[([^\]]*)\](?::\d{1,5})?|(\d+\.\d+\.\d+\.\d+):\d{1,5}|([^"]*))"?$/.exec(
    text?.trim() ?? '',
  );
  const word = (bare?.[1] ?? bare?.[2] ?? bare?.[3] ?? '').split('%')[0] as string;
  return isIP(word) ? ipaddr.process(word) : undefined;
}

/**
 * The name under which a poster is known beyond the gateway: HMAC-SHA-256 of the address, of its /64 for IPv6 (one
 * household), 128 bits in hex.
 */
export function cloakOf(address: Address, key: string): string {
  return createHmac('sha256', key).update(householdOf(address)).digest('hex').slice(0, 32);
}

/** The address, or the /64 it is in, as text: what counts as one visitor. */
export function householdOf(address: Address): string {
  if (address.kind() === 'ipv4') return address.toString();
  const network = (address as ipaddr.IPv6).toByteArray().fill(0, 8);
  return `${ipaddr.fromByteArray(network).toString()}/64`;
}

/** Whether an address is one of the proxies. */
export function isTrusted(address: Address, trusted: readonly Network[]): boolean {
  return trusted.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits));
}
