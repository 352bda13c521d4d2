import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ErrorKind, REASONS } from '@board/contracts';
import { describe, expect, it } from 'vitest';
import { words } from './words.js';

const SRC = join(import.meta.dirname, '..');
type Entry = string | Record<string, string>;

function locale(lang: string): Record<string, Entry> {
  return JSON.parse(readFileSync(join(SRC, 'locales', `${lang}.json`), 'utf8')) as Record<string, Entry>;
}

/** Keys that templates and code name, and those that follow from the contracts. */
function usedKeys(): string[] {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /(?<!\.spec)\.(ts|hbs)$/.test(file),
  );
  const text = files.map((file) => readFileSync(join(SRC, file), 'utf8')).join('\n');
  const named = [...text.matchAll(/\{\{t "([^"]+)"|words\(\s*lang,\s*'([^']+)'/g)].map(
    (found) => found[1] ?? found[2] ?? '',
  );
  const reasons = Object.keys(REASONS).map((reason) => `reason.${reason}`);
  const kinds = ErrorKind.options.flatMap((kind) => [`kind.${kind}.title`, `kind.${kind}.text`]);
  return [...new Set([...named, ...reasons, ...kinds])].toSorted();
}

function placeholders(entry: Entry): string[] {
  const text = typeof entry === 'string' ? entry : Object.values(entry).join(' ');
  return [...new Set([...text.matchAll(/\{(\w+)/g)].map((found) => found[1] ?? ''))].toSorted();
}

describe('words', () => {
  it.each(['en', 'ru'])('has in %s just the keys that are used', (lang) => {
    expect(Object.keys(locale(lang)).toSorted()).toEqual(usedKeys());
  });

  it('names the same values in both languages', () => {
    const [en, ru] = [locale('en'), locale('ru')];
    for (const [key, entry] of Object.entries(en))
      expect([key, placeholders(ru[key] ?? '')]).toEqual([key, placeholders(entry)]);
  });

  it('names in a reason only what the contract gives with it', () => {
    for (const [reason, { details = [] }] of Object.entries(REASONS)) {
      for (const name of placeholders(locale('en')[`reason.${reason}`] ?? ''))
        expect(details).toContain(name);
    }
  });

  it('has in Russian each form that counting needs', () => {
    const plurals = Object.values(locale('ru')).filter((entry) => typeof entry !== 'string');
    for (const forms of plurals) expect(Object.keys(forms)).toEqual(['by', 'one', 'few', 'many', 'other']);
  });

  it.each([
    [1, '1 ответ'],
    [2, '2 ответа'],
    [5, '5 ответов'],
    [11, '11 ответов'],
    [21, '21 ответ'],
    [104, '104 ответа'],
    [1111, '1 111 ответов'],
  ])('counts %i in Russian', (count, expected) => {
    expect(words('ru', 'thread.replies', { count }).replaceAll('\u00a0', ' ')).toBe(expected);
  });

  it('counts in English', () => {
    expect([0, 1, 2].map((count) => words('en', 'thread.replies', { count }))).toEqual([
      '0 replies',
      '1 reply',
      '2 replies',
    ]);
  });

  it('refuses a key or a value that is not there', () => {
    expect(() => words('en', 'no.such.key')).toThrow(/no en words/);
    expect(() => words('en', 'thread.title')).toThrow(/lacks the value no/);
  });
});
