import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { schemaOf } from '../local/check-settings.ts';
import { SERVICES } from '../local/ports.ts';
import { ROOT, SETTINGS } from '../local/settings.ts';

test('docs/operating.md says of every key which services read it', async () => {
  const text = readFileSync(join(ROOT, 'docs/operating.md'), 'utf8');
  const told = Array.from(
    text.matchAll(/^\| `([A-Z0-9_]+)` +\|(.*)\|[^|]+\|$/gm),
    ([, key = '', marks = '']) => [
      key,
      SERVICES.filter((_, index) => marks.split('|')[index]?.includes('●')),
    ],
  );
  const read: Record<string, string[]> = {};
  for (const service of SERVICES)
    for (const key of Object.keys((await schemaOf(service)).shape)) (read[key] ??= []).push(service);
  expect(Object.fromEntries(told)).toEqual(read);
});

test('.env.example explains every key that a service or the starter reads, and no other', async () => {
  const schemas = await Promise.all(SERVICES.map(schemaOf));
  const keys = schemas.flatMap(({ shape }) => Object.keys(shape));
  const read = new Set([...keys, ...SETTINGS].filter((key) => !key.endsWith('_FILE')));
  const lines = readFileSync(join(ROOT, '.env.example'), 'utf8').split('\n');
  const explained = lines
    .map((line) => /^([A-Z][A-Z0-9_]*)=/.exec(line)?.[1])
    .filter((key) => key !== undefined);
  expect(explained.toSorted()).toEqual([...read].toSorted());
});
