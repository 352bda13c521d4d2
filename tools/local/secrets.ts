import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { replaceFile } from './replace-file.ts';

const NAMES = ['CLOAK_KEY', 'TOKEN_KEY', 'TRIP_KEY', 'PASSWORD_KEY', 'POSTGRES_PASSWORD'] as const;
export type Secrets = Record<(typeof NAMES)[number], string>;

const fileIn = (dataDir: string): string => join(dataDir, 'secrets.json');

/** Whether a board was ever started with this data folder. */
export const hasSecrets = (dataDir: string): boolean => existsSync(fileIn(dataDir));

/** The secrets of this data folder, each made when it is first needed; .env overrides each. */
export function localSecrets(dataDir: string): Secrets {
  const file = fileIn(dataDir);
  const kept = existsSync(file)
    ? z.partialRecord(z.enum(NAMES), z.string()).parse(JSON.parse(readFileSync(file, 'utf8')))
    : {};
  const word = (): string => randomBytes(32).toString('base64url');
  const secrets = Object.fromEntries(NAMES.map((name) => [name, kept[name] ?? word()])) as Secrets;
  if (NAMES.every((name) => kept[name])) return secrets;
  replaceFile(file, secrets);
  return secrets;
}
