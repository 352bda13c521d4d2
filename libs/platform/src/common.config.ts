import { z } from 'zod';
import { durationMs, LONGEST_TIMER_MS, oneOf, port } from './config-values.js';
import { natsConfig } from './nats.config.js';

/** What of a board may differ from how it was left, when that is meant. */
const CHANGES = [
  'database',
  'store',
  'streams',
  'secrets',
  'TRIP_KEY',
  'PASSWORD_KEY',
  'CLOAK_KEY',
  'TOKEN_KEY',
] as const;
export type Change = (typeof CHANGES)[number];

const changes = z.string().transform((text, context): ReadonlySet<Change> => {
  const words = text.split(/[\s,]+/).filter(Boolean);
  const unknown = words.filter((word) => !CHANGES.some((change) => change === word));
  if (unknown.length > 0) context.addIssue(`takes ${CHANGES.join(', ')}; not ${unknown.join(', ')}`);
  return new Set(CHANGES.filter((change) => words.includes(change)));
});

/** What every service is configured with. Times in milliseconds; port 0 takes any that is free. */
export const commonConfig = {
  LOG_LEVEL: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  /** Where `/metrics`, `/livez` and `/readyz` are served: never to the public. */
  INTERNAL_HOST: z.string().default('127.0.0.1'),
  INTERNAL_PORT: port.default(9464),
  ...natsConfig,
  /** How long a stopping process may take to finish what is in hand. */
  SHUTDOWN_GRACE_MS: durationMs({ min: 1, max: LONGEST_TIMER_MS }).default(10_000),
  /** What may be another than the board was left with, this once. */
  ACCEPT_CHANGED: changes.default(new Set<Change>()),
};

const CommonConfig = z.object(commonConfig);
export type CommonConfig = z.infer<typeof CommonConfig>;
