import { BoardSettings } from '@board/contracts';
import { z } from 'zod';
import { UsageError } from './command.js';
import { bytesOf, millisecondsOf } from './units.js';
import { textOf } from './words.js';

type Setting = keyof BoardSettings;

const Shape = z.object({
  type: z.enum(['boolean', 'integer', 'string']),
  minimum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  maximum: z.number().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
});

/** The value of a setting as typed; null for `default`. Throws a UsageError that says what would fit. */
export function settingValue(setting: Setting, word: string): number | boolean | string | null {
  if (word === 'default') return null;
  const { type, from, to } = rangeOf(setting);
  if (type === 'boolean') {
    if (word === 'true' || word === 'false') return word === 'true';
    throw new UsageError(`"${word}" does not fit: ${setting} is ${fitsText(setting)}, or default.`);
  }
  if (type === 'string') return textOf(setting, to, from)(word.trim());
  const value = measure(setting)(word);
  const wrong =
    value === undefined || !Number.isInteger(value)
      ? 'is none'
      : value < from
        ? 'is too small'
        : value > to
          ? 'is too large'
          : undefined;
  if (value === undefined || wrong !== undefined)
    throw new UsageError(
      `"${word}" does not fit: ${setting} is ${fitsText(setting)} (${word} ${wrong}), or default.`,
    );
  return value;
}

/** What a setting takes, in words that follow from its contract. */
export function fitsText(setting: Setting): string {
  const { type, from, to } = rangeOf(setting);
  if (type === 'boolean') return 'true or false';
  if (type === 'string') return `${from} to ${to} characters`;
  const range = to === Number.MAX_SAFE_INTEGER ? `from ${from}` : `from ${from} to ${to}`;
  if (isBytes(setting)) return `a number of bytes ${range}, as 20M`;
  if (isTime(setting)) return `a time of ${range} milliseconds, as 180s`;
  return `a whole number ${range}`;
}

function rangeOf(setting: Setting): { type: 'boolean' | 'integer' | 'string'; from: number; to: number } {
  const schema = Shape.parse(z.toJSONSchema(BoardSettings.shape[setting]));
  if (schema.type === 'string')
    return { type: 'string', from: schema.minLength ?? 0, to: schema.maxLength ?? Infinity };
  const from = schema.minimum ?? (schema.exclusiveMinimum === undefined ? 0 : schema.exclusiveMinimum + 1);
  return { type: schema.type, from, to: schema.maximum ?? Number.MAX_SAFE_INTEGER };
}

/** The unit stands at the end of every name that has one. */
const isBytes = (setting: Setting): boolean => setting.endsWith('Bytes');
const isTime = (setting: Setting): boolean => setting.endsWith('Ms');

function measure(setting: Setting): (word: string) => number | undefined {
  if (isBytes(setting)) return bytesOf;
  if (isTime(setting)) return millisecondsOf;
  return (word) => (/^-?\d+$/.test(word) ? Number(word) : undefined);
}
