import { tmpdir } from 'node:os';
import { commonConfig } from '@board/platform';
import { storeConfig } from '@board/storage';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';

/** Where the configuration is injected from: `@Inject(GATEWAY_CONFIG) config: GatewayConfig`. */
export const GATEWAY_CONFIG = Symbol('GATEWAY_CONFIG');

const origin = z
  .url({ protocol: /^https?$/ })
  .refine(
    (text) => URL.canParse(text) && new URL(text).origin === text,
    'must be scheme, host and port alone, as in https://board.example',
  );

/** `10.0.0.0/8, ::1`: addresses and networks, parted by commas or spaces. */
const networks = z.string().transform((text, context) => {
  const parsed: [ipaddr.IPv4 | ipaddr.IPv6, number][] = [];
  for (const word of text.split(/[\s,]+/).filter(Boolean)) {
    try {
      const address = ipaddr.parse(word.split('/')[0] as string);
      const whole = address.kind() === 'ipv4' ? 32 : 128;
      parsed.push(word.includes('/') ? ipaddr.parseCIDR(word) : [address, whole]);
    } catch {
      context.addIssue(`"${word}" is neither an address nor a network such as 10.0.0.0/8`);
    }
  }
  return parsed;
});

const secret = z.string().min(32, 'must be at least 32 characters long');

/** What the gateway is told by its environment. Sizes in bytes, times in milliseconds. */
export const gatewayConfig = z.object({
  ...commonConfig,
  ...storeConfig,
  HTTP_HOST: z.string().default('127.0.0.1'),
  HTTP_PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  /** Where people find the board, when that is not what their browser says in Host. */
  PUBLIC_ORIGIN: origin.optional(),
  /** How long browsers shall insist on https for this host alone; 0 takes it back, undefined says nothing. */
  HSTS_MS: z.coerce.number().int().nonnegative().optional(),
  /** Another origin that serves `/media/`, or '' for our own. */
  MEDIA_ORIGIN: origin.or(z.literal('')).default(''),
  TRUSTED_PROXIES: networks.default([]),
  CLOAK_KEY: secret,
  TOKEN_KEY: secret,
  CACHE_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(96 * 1024 * 1024),
  STREAMS_PER_ADDRESS: z.coerce.number().int().positive().default(20),
  STREAMS_MAX: z.coerce.number().int().positive().default(5_000),
  UPLOAD_DIR: z.string().min(1).default(tmpdir()),
});
export type GatewayConfig = z.infer<typeof gatewayConfig>;
