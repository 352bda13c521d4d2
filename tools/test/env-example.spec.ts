import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { schemaOf } from '../local/judge-settings.ts';
import { SERVICES } from '../local/ports.ts';
import { ROOT, SETTINGS } from '../local/settings.ts';

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
