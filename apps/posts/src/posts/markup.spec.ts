import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Body } from '@board/contracts';
import { describe, expect, it } from 'vitest';
import { parseBody } from './parse-body.js';

/** Every rule of the markup as examples: what is typed, what it is parsed to, and (for the renderer) how it is drawn. */
const folder = join(import.meta.dirname, '../../../../libs/contracts/markup');

describe.each(readdirSync(folder))('%s', (file) => {
  const cases = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { text: string; body: unknown }[];

  it.each(cases)('$text', ({ text, body }) => {
    expect(parseBody(text)).toEqual(body);
    expect(Body.parse(body)).toEqual(body);
  });
});
