import { BoardSlug, PostNo, Sha } from '@board/contracts';
import { z } from 'zod';
import { UsageError } from './command.js';
import { millisecondsOf } from './units.js';

/** Understands one word, or throws a UsageError that says what would fit. */
export interface Reader<T> {
  (word: string): T;
  /** The word may be left out, and what is read is undefined then. */
  optional?: true;
}

type Read<R extends readonly Reader<unknown>[]> = { [K in keyof R]: ReturnType<R[K]> };

/**
 * All words of a command, each by its reader, and by `more` what may follow. Throws UsageError for too few and too many.
 *
 * @example const [board, no] = read(words, boardName, postNumber);
 */
export function read<R extends readonly Reader<unknown>[]>(words: string[], ...readers: R): Read<R> {
  if (words.length > readers.length) throw new UsageError(`"${words[readers.length]}" is a word too many.`);
  return readers.map((reader, place) => {
    const word = words[place];
    if (word !== undefined) return reader(word);
    if (!reader.optional) throw new UsageError('A word is missing.');
    return undefined;
  }) as Read<R>;
}

/** A word that may be left out. */
export function optional<T>(reader: Reader<T>): Reader<T | undefined> {
  return Object.assign((word: string) => reader(word), { optional: true as const });
}

/** `b` or `/b/`. */
export const boardName: Reader<string> = (word) =>
  fitting(
    BoardSlug,
    word.replace(/^\/|\/$/g, ''),
    `"${word}" is no name of a board: 1 to 16 small letters and digits, as b.`,
  );

export const postNumber: Reader<number> = (word) =>
  fitting(
    z.string().regex(/^\d+$/).transform(Number).pipe(PostNo),
    word.replace(/^>>/, ''),
    `"${word}" does not fit: a post's number, from 1.`,
  );

/** A file by whatever is at hand: `/media/<name>` with or without a host, a stored name, a thumbnail's, or the SHA-256 itself. */
export const fileHash: Reader<string> = (word) =>
  fitting(
    Sha.optional().pipe(Sha),
    /(?:^|\/)([0-9a-f]{64})(?:[.?#]|$)/.exec(word.toLowerCase())?.[1],
    `"${word}" is no file: its address (/media/…), its stored name, or the SHA-256 of what was uploaded.`,
  );

/** A moment as ISO 8601: so long ago (`7d`, `12h`), or a day or moment of its own. */
export const since: Reader<string> = (word) => {
  const ms = /^\d+[a-z]+$/i.test(word) ? millisecondsOf(word) : undefined;
  const moment = ms === undefined ? new Date(word) : new Date(Date.now() - ms);
  if (Number.isNaN(moment.getTime()))
    throw new UsageError(`"${word}" is no time: so long ago, as 7d or 12h, or a day, as 2026-01-31.`);
  return moment.toISOString();
};

/** Text of a length that is given in characters. */
export const textOf =
  (what: string, max: number, min = 0): Reader<string> =>
  (word) =>
    fitting(
      z.string().min(min).max(max),
      word,
      `The ${what} does not fit: ${min} to ${max} characters (these are ${word.length}).`,
    );

/** One of some words; the nearest is named. */
export const oneOf =
  <W extends string>(what: string, words: readonly W[]): Reader<W> =>
  (word) => {
    const found = words.find((one) => one === word);
    if (found !== undefined) return found;
    const near = nearest(word, words);
    const hint = near === undefined ? '' : ` Did you mean "${near}"?`;
    throw new UsageError(`There is no ${what} "${word}".${hint} There are: ${words.join(', ')}.`);
  };

/** The numbers of some posts; `-` alone has them on the standard input, divided by spaces, commas or lines. */
export async function postNumbers(words: string[], input: () => Promise<string>): Promise<number[]> {
  const given = words.length === 1 && words[0] === '-' ? (await input()).split(/[\s,]+/) : words;
  const numbers = given.filter((word) => word !== '').map(postNumber);
  if (numbers.length === 0) throw new UsageError("A post's number is missing.");
  return [...new Set(numbers)];
}

function fitting<T extends z.ZodType>(shape: T, value: unknown, otherwise: string): z.output<T> {
  const result = shape.safeParse(value);
  if (!result.success) throw new UsageError(otherwise);
  return result.data;
}

/** The word that was probably meant: at most two letters off, and less than half of them. */
export function nearest<W extends string>(word: string, words: readonly W[]): W | undefined {
  const [best] = words
    .map((one) => ({ one, off: distance(word.toLowerCase(), one.toLowerCase()) }))
    .toSorted((a, b) => a.off - b.off);
  return best && best.off <= 2 && best.off * 2 < best.one.length + 1 ? best.one : undefined;
}

/** How many letters must be changed, put in or left out. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [line, letter] of Array.from(from).entries()) {
    const next = [line + 1];
    for (const [column, other] of Array.from(to).entries()) {
      const swapped = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(swapped, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
