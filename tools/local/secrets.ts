import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const NAMES = ['CLOAK_KEY', 'TOKEN_KEY', 'TRIP_KEY', 'PASSWORD_KEY', 'POSTGRES_PASSWORD'] as const;
export type Secrets = Record<(typeof NAMES)[number], string>;

/** The secrets of this data folder, each made when it is first needed; .env overrides each. */
export function localSecrets(dataDir: string): Secrets {
  const file = join(dataDir, 'secrets.json');
  const kept = existsSync(file)
    ? z.partialRecord(z.enum(NAMES), z.string()).parse(JSON.parse(readFileSync(file, 'utf8')))
    : {};
  const word = (): string => randomBytes(32).toString('base64url');
  const secrets = Object.fromEntries(NAMES.map((name) => [name, kept[name] ?? word()])) as Secrets;
  if (NAMES.every((name) => kept[name])) return secrets;
  writeFileSync(`${file}.new`, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return secrets;
}
