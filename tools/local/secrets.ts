import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const schema = z.object({ CLOAK_KEY: z.string(), TOKEN_KEY: z.string(), POSTGRES_PASSWORD: z.string() });
export type Secrets = z.infer<typeof schema>;

/** The secrets of this data folder, made at the first start; .env overrides each. */
export function localSecrets(dataDir: string): Secrets {
  const file = join(dataDir, 'secrets.json');
  if (existsSync(file)) return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const word = (): string => randomBytes(32).toString('base64url');
  const secrets = { CLOAK_KEY: word(), TOKEN_KEY: word(), POSTGRES_PASSWORD: word() };
  writeFileSync(`${file}.new`, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return secrets;
}
