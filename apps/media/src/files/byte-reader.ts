import { broken } from './file-refusal.js';

/** The part of `bytes` that begins at `from`; a file too short to have it is broken. */
export function slice(bytes: Buffer, from: number, length: number): Buffer {
  if (length < 0 || from + length > bytes.length) throw broken();
  return bytes.subarray(from, from + length);
}
