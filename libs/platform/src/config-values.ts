/**
 * What the value of a setting may be: a schema for each kind of text, whose fault says what would fit. The starter reads
 * this file as it is, before anything is compiled.
 */
import { z } from 'zod';

/** A timer of Node (milliseconds) fires at once when it is set beyond this. */
export const LONGEST_TIMER_MS = 2_147_483_647;

const KIB = 1024;
const DAY_MS = 86_400_000;
const BYTES: Record<string, number> = { '': 1, k: KIB, m: KIB ** 2, g: KIB ** 3, t: KIB ** 4 };
const MS: Record<string, number> = {
  '': 1,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: DAY_MS,
};

/** `20971520`, `20M`, `64MiB`, `1.5G`: bytes, more than none; K, M, G and T are powers of 1024. */
export const bytes = z.string().transform((text, context) => {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?) ?([kmgt]?)(?:i?b)?$/i.exec(text.trim()) ?? [];
  const value = Math.round(Number(number) * (BYTES[unit.toLowerCase()] ?? NaN));
  if (Number.isSafeInteger(value) && value > 0) return value;
  context.addIssue('must be a number of bytes, or 20M');
  return z.NEVER;
});

/** `3000`, `3s`, `10m`, `24h`, `30d`: milliseconds, from `min` to `max`. */
export const durationMs = ({ min = 0, max = Number.MAX_SAFE_INTEGER } = {}) =>
  z.string().transform((text, context) => {
    const [, number, unit = ''] = /^(\d+(?:\.\d+)?) ?(ms|s|m|h|d)?$/i.exec(text.trim()) ?? [];
    const value = Math.round(Number(number) * (MS[unit.toLowerCase()] ?? NaN));
    if (value >= min && value <= max) return value;
    const above = min > 0 ? ' above 0' : '';
    const most = max < Number.MAX_SAFE_INTEGER ? ` (at most ${Math.floor(max / DAY_MS)}d)` : '';
    context.addIssue(`must be a number of milliseconds${above}, or a time such as 3s, 10m, 30d${most}`);
    return z.NEVER;
  });

/** A whole number from `min` to `max`. */
export const wholeNumber = (min: number, max = Number.MAX_SAFE_INTEGER) =>
  z.string().transform((text, context) => {
    const value = /^\d+$/.test(text.trim()) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    const range = max === Number.MAX_SAFE_INTEGER ? `of ${min} or more` : `from ${min} to ${max}`;
    context.addIssue(`must be a whole number ${range}`);
    return z.NEVER;
  });

/** A TCP port; 0 takes any that is free. */
export const port = wholeNumber(0, 65_535);

/** One of some words. */
export const oneOf = <const T extends readonly [string, ...string[]]>(words: T) =>
  z.enum(words, `must be one of ${words.join(', ')}`);

/** `true` or `false`. */
export const flag = oneOf(['true', 'false']).transform((word) => word === 'true');

/** A key that is kept secret. */
export const secret = z.string().min(32, 'must be at least 32 characters long');

/** `https://board.example`, as browsers write an origin; a slash at its end is taken off. */
export const origin = z.string().transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isBare = url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
  if (isBare && /^https?:\/\/[^/?#]+\/?$/i.test(text)) return url.origin;
  context.addIssue('must be scheme, host and port alone, as in https://board.example');
  return z.NEVER;
});
