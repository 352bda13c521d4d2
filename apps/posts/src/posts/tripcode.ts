import { createHmac } from 'node:crypto';
import iconv from 'iconv-lite';
import crypt from 'unix-crypt-td-js';

const CHARS = 10;

/**
 * The classic tripcode of a pass, `!` and ten characters, '' for an empty one: the same on every board that has them
 * (2channel's rule: DES crypt(3) of the pass in Shift_JIS, salted with its second and third byte). Signs such as `&` are
 * taken as they are, as vichan and jschan do, and not escaped for HTML first, as Wakaba did.
 */
export function classicTrip(pass: string): string {
  if (pass === '') return '';
  const bytes = iconv.encode(pass, 'cp932');
  return `!${crypt([...bytes], saltOf(bytes)).slice(-CHARS)}`;
}

/** A tripcode that only this house can make: `!!` and ten characters out of a keyed hash; '' for an empty pass. */
export function secureTrip(pass: string, key: string): string {
  if (pass === '') return '';
  return `!!${createHmac('sha256', key).update(pass).digest('base64url').slice(0, CHARS)}`;
}

/** What crypt(3) does not take as salt becomes `.`, and the signs between digits and letters become letters. */
function saltOf(pass: Buffer): string {
  const salt = Buffer.concat([pass, Buffer.from('H..')]).subarray(1, 3);
  return salt
    .toString('latin1')
    .replace(/[^.-z]/g, '.')
    .replace(/[:-@]/g, (sign) => shifted(sign, 7))
    .replace(/[[-`]/g, (sign) => shifted(sign, 6));
}

function shifted(sign: string, by: number): string {
  return String.fromCharCode(sign.charCodeAt(0) + by);
}
