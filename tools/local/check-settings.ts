import { join } from 'node:path';
import type { z } from 'zod';
import { SERVICES, type Service } from './ports.ts';
import { SECRETS_OF } from './service-env.ts';
import { ROOT, SETTINGS, type Settings } from './settings.ts';

/** Keys of Node itself and of these tools, which may stand in .env too. */
const OTHERS = /^(NODE_[A-Z_]+|TZ|BOARD_CACHE)$/;

/** The schema of a service's configuration: the one that its built config file exports. */
export async function schemaOf(service: Service): Promise<z.ZodObject> {
  const exported = (await import(join(ROOT, `apps/${service}/dist/${service}.config.js`))) as object;
  const [schema] = Object.values(exported).filter(
    (value): value is z.ZodObject => value instanceof Object && 'shape' in value && 'safeParse' in value,
  );
  if (!schema) throw new Error(`apps/${service} has no schema of its configuration`);
  return schema;
}

/**
 * Throws one list of everything that is wrong in .env and the environment: values of the starter, values that services
 * are to be given, and keys in .env that are no settings. Services must be built.
 */
export async function checkSettings(
  settings: Settings,
  envs: Partial<Record<Service, Record<string, string>>> = envsOfHouse(settings),
): Promise<void> {
  const { judgeConfig } = await import('@board/platform/config');
  const schemas = await Promise.all(SERVICES.map(async (name) => [name, await schemaOf(name)] as const));
  const faults = new Map(settings.faults.map(({ key, problem }) => [key, problem]));
  for (const [name, schema] of schemas) {
    const found = envs[name] ? judgeConfig(schema, envs[name]).faults : [];
    for (const { key, problem } of found) if (!faults.has(key)) faults.set(key, problem);
  }
  const keys = [...SETTINGS, ...schemas.flatMap(([, schema]) => Object.keys(schema.shape))];
  const known = new Set([...keys, ...keys.map((key) => `${key}_FILE`)]);
  for (const key of Object.keys(settings.fromFile))
    if (!known.has(key) && !OTHERS.test(key)) faults.set(key, `is not a setting${guess(key, [...known])}`);
  if (faults.size === 0) return;
  const lines = Array.from(faults, ([key, problem]) => `  ${key}: ${problem}${originOf(key, settings)}`);
  throw new Error(`Nothing was started, since settings are wrong:\n${lines.join('\n')}`);
}

/** What services of a house are given, with something that fits for each key that it makes itself when nobody gives it. */
function envsOfHouse({ env }: Settings): Record<Service, Record<string, string>> {
  const standIn = (key: string): string =>
    key === 'DATABASE_URL' ? 'postgres://127.0.0.1/board' : '-'.repeat(32);
  const envOf = (name: Service): Record<string, string> => {
    const made = ['DATABASE_URL', ...SECRETS_OF[name]].filter((key) => !env[`${key}_FILE`]);
    return { ...Object.fromEntries(made.map((key) => [key, standIn(key)])), ...env };
  };
  return {
    gateway: envOf('gateway'),
    posts: envOf('posts'),
    media: envOf('media'),
    renderer: envOf('renderer'),
  };
}

/** Where the value stands that is wrong. */
function originOf(key: string, { env, fromFile }: Settings): string {
  const origins = [key, `${key}_FILE`].flatMap((name) => {
    if (env[name] === fromFile[name]) return env[name] === undefined ? [] : ['.env'];
    return env[name] ? ['environment'] : ['.env'];
  });
  return origins.length > 0 ? ` (${[...new Set(origins)].join(' and ')})` : '';
}

/** `; did you mean TRUSTED_PROXIES?`, when a known key is that near. */
function guess(key: string, known: readonly string[]): string {
  const [nearest] = known
    .map((name) => ({ name, distance: distance(key.toUpperCase(), name) }))
    .toSorted((a, b) => a.distance - b.distance);
  const isNear = nearest && nearest.distance <= Math.max(1, key.length / 3);
  return isNear ? `; did you mean ${nearest.name}?` : '; .env.example explains all that are';
}

/** How many letters must be put in, left out or changed to make one word the other. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [i, letter] of one.split('').entries()) {
    const next = [i + 1];
    for (const [j, against] of other.split('').entries())
      next.push(
        Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + (letter === against ? 0 : 1)),
      );
    row = next;
  }
  return row.at(-1) ?? 0;
}
