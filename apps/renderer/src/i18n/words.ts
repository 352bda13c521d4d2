import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Lang, Lang as Langs } from '@board/contracts';
import { z } from 'zod';
import { formatBytes, formatDuration, formatNumber, formatWait } from './format.js';

/** A sentence, or its plural forms by one of its numbers. `{name}` or `{name:format}` stand for what is given. */
const Entry = z.union([
  z.string(),
  z.object({
    by: z.string(),
    one: z.string(),
    few: z.string().optional(),
    many: z.string().optional(),
    other: z.string(),
  }),
]);
const Locale = z.record(z.string(), Entry);
type Locale = z.infer<typeof Locale>;

export type Values = Readonly<Record<string, string | number | boolean>>;

const locales = Object.fromEntries(
  Langs.options.map((lang) => {
    const path = join(import.meta.dirname, '..', 'locales', `${lang}.json`);
    return [lang, Locale.parse(JSON.parse(readFileSync(path, 'utf8')))];
  }),
) as Record<Lang, Locale>;
const plurals: Record<Lang, Intl.PluralRules> = {
  en: new Intl.PluralRules('en-GB'),
  ru: new Intl.PluralRules('ru-RU'),
};

type Format = (lang: Lang, value: number) => string;
const FORMATS: Record<string, Format> = {
  number: formatNumber,
  bytes: formatBytes,
  duration: (_lang, value) => formatDuration(value),
  wait: formatWait,
};

function filled(lang: Lang, sentence: string, values: Values): string {
  return sentence.replace(/\{(\w+)(?::(\w+))?\}/g, (_all, name: string, format?: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`"${sentence}" lacks the value ${name}`);
    if (format === undefined) return String(value);
    const written = FORMATS[format];
    if (!written) throw new Error(`"${sentence}" asks for an unknown format: ${format}`);
    return written(lang, Number(value));
  });
}

/** Whether `values` has everything that the words under `key` name. */
export function canSay(lang: Lang, key: string, values: Values): boolean {
  const entry = locales[lang][key];
  const sentences = typeof entry === 'string' ? [entry] : Object.values(entry ?? {});
  return sentences.every((sentence) =>
    [...sentence.matchAll(/\{(\w+)/g)].every((found) => (found[1] ?? '') in values),
  );
}

/** The words under `key` in a language, with `values` in their places. Throws when the key or one of its values is missing. */
export function words(lang: Lang, key: string, values: Values = {}): string {
  const entry = locales[lang][key];
  if (entry === undefined) throw new Error(`There are no ${lang} words for "${key}"`);
  if (typeof entry === 'string') return filled(lang, entry, values);
  const form = plurals[lang].select(Number(values[entry.by] ?? 0));
  const sentence = form === 'one' || form === 'few' || form === 'many' ? entry[form] : entry.other;
  return filled(lang, sentence ?? entry.other, values);
}
