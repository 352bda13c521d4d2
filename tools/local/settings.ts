import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';

export const ROOT = join(import.meta.dirname, '..', '..');

const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);

/** What the starter itself needs; everything else in .env goes to the services as it is. */
const schema = z.object({
  DATA_DIR: z.string().min(1).default('.data'),
  HTTP_HOST: z.string().min(1).default('127.0.0.1'),
  HTTP_PORT: port(8080),
  NATS_PORT: port(4222),
  POSTGRES_PORT: port(5432),
  POSTGRES_PASSWORD: z.string().min(1).optional(),
  NATS_URL: z.string().min(1).optional(),
  DATABASE_URL: z.string().min(1).optional(),
  DATABASE_URL_FILE: z.string().min(1).optional(),
  NATS_URL_FILE: z.string().min(1).optional(),
  S3_ENDPOINT: z.string().min(1).optional(),
  S3_ENDPOINT_FILE: z.string().min(1).optional(),
  STORE_DIR: z.string().min(1).optional(),
  UPLOAD_DIR: z.string().min(1).optional(),
  SHUTDOWN_GRACE_MS: z.coerce.number().int().positive().default(10_000),
  ACCEPT_CHANGED: z.string().optional(),
  LOG_TO: z.enum(['files', 'stdout']).default('files'),
  DISK_WARN_BYTES: z.coerce
    .number()
    .int()
    .nonnegative()
    .default(1024 ** 3),
  SEED_BOARDS: z.string().default('b:Random,pr:Programming,test:Test'),
});

/** Their names, as .env.example must explain them. */
export const SETTINGS = Object.keys(schema.shape);

export type Settings = z.infer<typeof schema> & {
  /** Absolute. */
  dataDir: string;
  /** The environment that services inherit: .env, and over it what was set for this process. Empty values count as unset. */
  env: Record<string, string>;
};

/** Reads .env and the environment; throws a sentence that names every wrong value. */
export function readSettings(root = ROOT, environment: NodeJS.ProcessEnv = process.env): Settings {
  const file = join(root, '.env');
  const fromFile = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  const env: Record<string, string> = {};
  for (const [key, value] of Object.entries({ ...fromFile, ...environment })) if (value) env[key] = value;
  const parsed = schema.safeParse(env);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`.env or the environment is wrong:\n${faults.join('\n')}`);
  }
  const { DATA_DIR } = parsed.data;
  return { ...parsed.data, dataDir: isAbsolute(DATA_DIR) ? DATA_DIR : join(root, DATA_DIR), env };
}
