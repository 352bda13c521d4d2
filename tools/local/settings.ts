import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import {
  bytes,
  durationMs,
  LONGEST_TIMER_MS,
  oneOf,
  wholeNumber,
} from '../../libs/platform/src/config-values.ts';

export const ROOT = join(import.meta.dirname, '..', '..');

const text = z.string().min(1);
/** Without a default: what was asked for is kept to, and what was not may be any that is free. */
const port = wholeNumber(0, 65_535).optional();

/** What the starter itself needs; everything else in .env goes to the services as it is. */
const schema = z.object({
  DATA_DIR: text.default('.data'),
  HTTP_HOST: text.default('127.0.0.1'),
  HTTP_PORT: port,
  HTTP_SOCKET: text.optional(),
  INTERNAL_HOST: text.default('127.0.0.1'),
  INTERNAL_PORT: wholeNumber(0, 65_532).optional(),
  NATS_PORT: port,
  POSTGRES_PORT: port,
  POSTGRES_PASSWORD: text.optional(),
  NATS_URL: text.optional(),
  DATABASE_URL: text.optional(),
  DATABASE_URL_FILE: text.optional(),
  NATS_URL_FILE: text.optional(),
  S3_ENDPOINT: text.optional(),
  S3_ENDPOINT_FILE: text.optional(),
  STORE_DIR: text.optional(),
  UPLOAD_DIR: text.optional(),
  SHUTDOWN_GRACE_MS: durationMs({ min: 1, max: LONGEST_TIMER_MS }).default(10_000),
  ACCEPT_CHANGED: text.optional(),
  LOG_TO: oneOf(['files', 'stdout']).default('files'),
  DISK_WARN_BYTES: bytes.default(1024 ** 3),
  SEED_BOARDS: z.string().default('b:Random,pr:Programming,test:Test'),
});

/** Their names, as .env.example must explain them. */
export const SETTINGS = Object.keys(schema.shape);

export type Settings = z.infer<typeof schema> & {
  /** Absolute. */
  dataDir: string;
  /** The environment that services inherit: .env, and over it what was set for this process. Empty values count as unset. */
  env: Record<string, string>;
  /** What .env says, also where the environment says something else. */
  fromFile: Record<string, string | undefined>;
  /** What is wrong with the starter's own; each of them counts as unset here. */
  faults: { key: string; problem: string }[];
};

/** Whether the database is the house's own, as no setting names another. */
export const isDatabaseOwn = ({ DATABASE_URL, DATABASE_URL_FILE }: Partial<Settings>): boolean =>
  !DATABASE_URL && !DATABASE_URL_FILE;

/** Whether files are kept in a folder, as no setting names a bucket. */
export const isStoreOnDisk = ({ S3_ENDPOINT, S3_ENDPOINT_FILE }: Partial<Settings>): boolean =>
  !S3_ENDPOINT && !S3_ENDPOINT_FILE;

/** Reads .env and the environment. Throws nothing of wrong values: `checkSettings` does, with those of the services. */
export function readSettings(root = ROOT, environment: NodeJS.ProcessEnv = process.env): Settings {
  const file = join(root, '.env');
  const fromFile = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  const env: Record<string, string> = {};
  for (const [key, value] of Object.entries({ ...fromFile, ...environment })) if (value) env[key] = value;
  const faults = takeFiles(env);
  const parsed = schema.safeParse(env);
  for (const { path, message } of parsed.error?.issues ?? [])
    faults.push({ key: path.join('.'), problem: message });
  const wrong = new Set(faults.map(({ key }) => key));
  const right = Object.fromEntries(Object.entries(env).filter(([key]) => !wrong.has(key)));
  const own = parsed.data ?? schema.parse(right);
  const dataDir = isAbsolute(own.DATA_DIR) ? own.DATA_DIR : join(root, own.DATA_DIR);
  return { ...own, dataDir, env, fromFile, faults };
}

/**
 * Puts what `<KEY>_FILE` names in place of it, for keys of the starter that services are not left to read by themselves.
 * Gives what cannot be read.
 */
function takeFiles(env: Record<string, string>): Settings['faults'] {
  const faults: Settings['faults'] = [];
  for (const key of SETTINGS) {
    const file = env[`${key}_FILE`];
    if (!file || SETTINGS.includes(`${key}_FILE`)) continue;
    try {
      if (env[key]) throw new Error(`is given twice, also as ${key}_FILE`);
      env[key] = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
      delete env[`${key}_FILE`];
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      faults.push({ key, problem: code ? `${key}_FILE cannot be read (${code})` : message });
    }
  }
  return faults;
}
