import { z } from 'zod';
import { natsConfig } from './nats.config.js';

/** What every service is configured with. Times in milliseconds; port 0 takes any that is free. */
export const commonConfig = {
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** Where `/metrics`, `/livez` and `/readyz` are served: never to the public. */
  INTERNAL_HOST: z.string().default('127.0.0.1'),
  INTERNAL_PORT: z.coerce.number().int().min(0).max(65_535).default(9464),
  ...natsConfig,
  /** How long a stopping process may take to finish what is in hand. */
  SHUTDOWN_GRACE_MS: z.coerce.number().int().positive().default(10_000),
};

const CommonConfig = z.object(commonConfig);
export type CommonConfig = z.infer<typeof CommonConfig>;
