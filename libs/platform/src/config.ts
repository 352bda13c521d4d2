import { readFileSync } from 'node:fs';
import type { z } from 'zod';

export { type Change, commonConfig, type CommonConfig } from './common.config.js';
export * from './config-values.js';
export { fileLimitsConfig } from './file-limits.config.js';
export { natsConfig } from './nats.config.js';

type Env = Record<string, string | undefined>;

/** What is wrong with the value of a key, and what would fit. Never tells the value, which may be a secret. */
export interface Fault {
  key: string;
  problem: string;
}

/** Everything that is wrong with a configuration, one line each. Names keys, never values. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(`The configuration is wrong:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
  }
}

/**
 * The configuration of a process, or the end of it: prints every wrong value at once and exits with code 1.
 *
 * @example
 * export const config = loadConfig(z.object({ ...commonConfig, DATABASE_URL: z.url() }));
 */
export function loadConfig<S extends z.ZodObject>(schema: S, env: Env = process.env): z.output<S> {
  try {
    return readConfig(schema, env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return process.exit(1);
  }
}

/**
 * Reads the keys of a schema from `env`. A key may come from the file that `<KEY>_FILE` names (its last line break is
 * no part of the value); an empty value is as good as none. Throws ConfigError.
 */
export function readConfig<S extends z.ZodObject>(schema: S, env: Env): z.output<S> {
  const { data, faults } = judgeConfig(schema, env);
  if (data === undefined) {
    throw new ConfigError(faults.map(({ key, problem }) => (key ? `${key}: ${problem}` : problem)));
  }
  return data;
}

/** What `readConfig` gives, or every fault that keeps it from that. */
export function judgeConfig<S extends z.ZodObject>(
  schema: S,
  env: Env,
): { data?: z.output<S>; faults: Fault[] } {
  const problems = new Map<string, string>();
  const given: Env = {};
  for (const key of Object.keys(schema.shape)) {
    try {
      given[key] = valueOf(key, env);
    } catch (error) {
      problems.set(key, error instanceof Error ? error.message : String(error));
    }
  }
  const result = schema.safeParse(given);
  for (const issue of result.error?.issues ?? []) {
    const key = issue.path.join('.');
    if (!problems.has(key)) problems.set(key, given[key] === undefined ? 'is missing' : issue.message);
  }
  const faults = Array.from(problems, ([key, problem]) => ({ key, problem }));
  return result.success && faults.length === 0 ? { data: result.data, faults } : { faults };
}

function valueOf(key: string, env: Env): string | undefined {
  const file = env[`${key}_FILE`];
  const value = env[key] === '' ? undefined : env[key];
  if (!file) return value;
  if (value !== undefined) throw new Error(`is given twice, also as ${key}_FILE`);
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '') || undefined;
  } catch (error) {
    throw new Error(`${key}_FILE cannot be read (${(error as NodeJS.ErrnoException).code})`, {
      cause: error,
    });
  }
}
