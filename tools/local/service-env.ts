import type { Service } from './ports.ts';
import type { SecretName } from './secrets.ts';

/** Secrets that the house makes when nobody gives them, by the service that they are for. */
export const SECRETS_OF = {
  gateway: ['CLOAK_KEY', 'TOKEN_KEY'],
  posts: ['TRIP_KEY', 'PASSWORD_KEY'],
  media: [],
  renderer: [],
} as const satisfies Record<Service, SecretName[]>;

/** Keys that only the service they are meant for is given. */
const SECRET_KEYS: string[] = ['DATABASE_URL', 'POSTGRES_PASSWORD', ...Object.values(SECRETS_OF).flat()];

/** What all services may know. */
export function commonEnv(env: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([key]) => !SECRET_KEYS.includes(key)));
}

/** Each key from the environment, or from a file that it names, or else ours, where we have it. */
export function given(
  env: Record<string, string>,
  secrets: Partial<Record<SecretName, string | undefined>>,
  keys: readonly SecretName[],
): Record<string, string> {
  const found: Record<string, string> = {};
  for (const key of keys) {
    // One that is given twice is the service's to refuse.
    const value = env[key] ?? (env[`${key}_FILE`] ? undefined : secrets[key]);
    if (value !== undefined) found[key] = value;
  }
  return found;
}
