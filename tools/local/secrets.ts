import { randomBytes } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readOwnFile } from './own-file.ts';
import { replaceFile, writeSynced } from './replace-file.ts';

export const SECRET_NAMES = [
  'CLOAK_KEY',
  'TOKEN_KEY',
  'TRIP_KEY',
  'PASSWORD_KEY',
  'POSTGRES_PASSWORD',
] as const;
export type SecretName = (typeof SECRET_NAMES)[number];

/** Loose: what a newer version keeps here stays. */
const schema = z.looseObject({
  /** The board that these are the secrets of, once it is known. */
  BOARD: z.string().optional(),
  ...(Object.fromEntries(SECRET_NAMES.map((name) => [name, z.string().optional()])) as Record<
    SecretName,
    z.ZodOptional<z.ZodString>
  >),
});
export type Kept = z.infer<typeof schema>;
export type Secrets = Kept & Record<SecretName, string>;

export const secretsFile = (dataDir: string): string => join(dataDir, 'secrets.json');
/** Not what `replaceFile` writes on its way: these must outlive a kill that cuts it short. */
const proposedFile = (dataDir: string): string => `${secretsFile(dataDir)}.new`;

/** Whether a board was ever started with this data folder, or was about to be. */
export const hasSecrets = (dataDir: string): boolean =>
  existsSync(secretsFile(dataDir)) || existsSync(proposedFile(dataDir));

/** What the data folder keeps, with what a start that was killed had proposed; undefined when there is neither. */
export function readSecrets(dataDir: string): Kept | undefined {
  const kept = readOwnFile(secretsFile(dataDir), schema);
  const proposed = readProposed(dataDir);
  return kept || proposed ? { ...proposed, ...kept } : undefined;
}

/** One that a kill cut short was not yet used for anything. */
function readProposed(dataDir: string): Kept | undefined {
  try {
    return readOwnFile(proposedFile(dataDir), schema);
  } catch {
    return undefined;
  }
}

/**
 * The secrets of this data folder, those made that are missing. New ones are kept aside, where the next start finds
 * them after a kill, and are the folder's own only after `keepSecrets`: the database may refuse them.
 */
export function proposeSecrets(dataDir: string): Secrets {
  const kept = readSecrets(dataDir) ?? {};
  const word = (): string => randomBytes(32).toString('base64url');
  const made = Object.fromEntries(SECRET_NAMES.map((name) => [name, kept[name] ?? word()])) as Record<
    SecretName,
    string
  >;
  const secrets = { ...kept, ...made };
  if (SECRET_NAMES.some((name) => !kept[name])) writeSynced(proposedFile(dataDir), secrets);
  return secrets;
}

/** Makes them the secrets of this data folder, where they are not already. */
export function keepSecrets(dataDir: string, secrets: Secrets): void {
  const kept = readOwnFile(secretsFile(dataDir), schema);
  if (kept && JSON.stringify(kept) === JSON.stringify(secrets)) return;
  replaceFile(secretsFile(dataDir), secrets);
  rmSync(proposedFile(dataDir), { force: true });
}
