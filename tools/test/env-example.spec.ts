import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ZodObject } from 'zod';
import { ROOT, SETTINGS } from '../local/settings.ts';

/** The one schema that a service's config file exports. */
async function keysOf(app: string): Promise<string[]> {
  const exported = (await import(join(ROOT, `apps/${app}/dist/${app}.config.js`))) as Record<string, unknown>;
  const schemas = Object.values(exported).filter(
    (value): value is ZodObject => value instanceof Object && 'shape' in value && 'safeParse' in value,
  );
  return schemas.flatMap((schema) => Object.keys(schema.shape));
}

test('.env.example explains every key that a service or the starter reads, and no other', async () => {
  const apps = await Promise.all(['gateway', 'posts', 'media', 'renderer'].map(keysOf));
  const read = new Set([...apps.flat(), ...SETTINGS].filter((key) => !key.endsWith('_FILE')));
  const lines = readFileSync(join(ROOT, '.env.example'), 'utf8').split('\n');
  const explained = lines
    .map((line) => /^([A-Z][A-Z0-9_]*)=/.exec(line)?.[1])
    .filter((key) => key !== undefined);
  expect(explained.toSorted()).toEqual([...read].toSorted());
});
