import { tmpdir } from 'node:os';
import { bytes, commonConfig, durationMs, origin, port, secret, wholeNumber } from '@board/platform/config';
import { storeConfig, wholeStore } from '@board/storage/config';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';

/** Where the configuration is injected from: `@Inject(GATEWAY_CONFIG) config: GatewayConfig`. */
export const GATEWAY_CONFIG = Symbol('GATEWAY_CONFIG');

/** `10.0.0.0/8, ::1`: addresses and networks, parted by commas or spaces. */
const networks = z.string().transform((text, context) => {
  const parsed: [ipaddr.IPv4 | ipaddr.IPv6, number][] = [];
  for (const word of text.split(/[\s,]+/).filter(Boolean)) {
    try {
      const address = ipaddr.parse(word.split('/')[0] as string);
      const whole = address.kind() === 'ipv4' ? 32 : 128;
      parsed.push(word.includes('/') ? ipaddr.parseCIDR(word) : [address, whole]);
    } catch {
      context.addIssue(`"${word}" is not an address or network, such as 127.0.0.1 or 10.0.0.0/8`);
    }
  }
  return parsed;
});

/** Linux takes paths of sockets of up to 107 bytes. */
const socketPath = z
  .string()
  .regex(/^\/.{1,105}[^/]$/, 'must be the absolute path of a socket, such as /run/board/http.sock');

/** What the gateway is told by its environment. Sizes in bytes, times in milliseconds. */
export const gatewayConfig = wholeStore({
  ...commonConfig,
  ...storeConfig,
  HTTP_HOST: z.string().default('127.0.0.1'),
  HTTP_PORT: port.default(8080),
  /** A Unix socket in place of host and port. */
  HTTP_SOCKET: socketPath.optional(),
  /** Where people find the board, when that is not what their browser says in Host. */
  PUBLIC_ORIGIN: origin.optional(),
  /** How long browsers shall insist on https for this host alone; 0 takes it back, undefined says nothing. */
  HSTS_MS: durationMs().optional(),
  /** Another origin that serves `/media/`, or '' for our own. */
  MEDIA_ORIGIN: origin.default(''),
  TRUSTED_PROXIES: networks.default([]),
  CLOAK_KEY: secret,
  TOKEN_KEY: secret,
  CACHE_BYTES: bytes.default(96 * 1024 * 1024),
  STREAMS_PER_ADDRESS: wholeNumber(1).default(20),
  STREAMS_MAX: wholeNumber(1).default(5_000),
  UPLOAD_DIR: z.string().min(1).default(tmpdir()),
});
export type GatewayConfig = z.infer<typeof gatewayConfig>;
