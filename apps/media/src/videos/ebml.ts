import { broken } from '../files/file-refusal.js';

const EBML = 0x1a45dfa3;
const VOID = 0xec;
const CRC = 0xbf;
const SEGMENT = 0x18538067;
const DOC_TYPE = 0x4282;

interface Element {
  id: number;
  from: number;
  /** Behind its last byte; undefined when the element does not say (live recordings). */
  end: number | undefined;
}

/**
 * Checks the frame of a webm (RFC 8794, RFC 9559): a header that says `webm`, then a segment that is there to its last
 * byte, which ffmpeg would not mind missing. Throws `FileRefusal`.
 */
export function checkWebm(bytes: Buffer): void {
  const header = element(bytes, 0);
  if (header.id !== EBML || header.end === undefined || header.end > bytes.length) throw broken();
  if (docType(bytes, header.from, header.end) !== 'webm') throw broken();
  let at = header.end;
  for (;;) {
    const next = element(bytes, at);
    if (next.end !== undefined && next.end > bytes.length) throw broken();
    if (next.id === SEGMENT) return;
    if ((next.id !== VOID && next.id !== CRC) || next.end === undefined) throw broken();
    at = next.end;
  }
}

function docType(bytes: Buffer, from: number, end: number): string {
  for (let at = from; at < end;) {
    const found = element(bytes, at);
    if (found.end === undefined || found.end > end) throw broken();
    if (found.id === DOC_TYPE) return bytes.toString('latin1', found.from, found.end).replace(/\0+$/, '');
    at = found.end;
  }
  return '';
}

function element(bytes: Buffer, at: number): Element {
  const idBytes = lengthOf(bytes, at, 4);
  const sizeBytes = lengthOf(bytes, at + idBytes, 8);
  const from = at + idBytes + sizeBytes;
  const allOnes = 2 ** (7 * sizeBytes) - 1;
  const size = number(bytes, at + idBytes, sizeBytes, (1 << (8 - sizeBytes)) - 1);
  // Sizes beyond 2^53 lose digits, and lead out of any file all the same.
  return { id: number(bytes, at, idBytes, 0xff), from, end: size >= allOnes ? undefined : from + size };
}

/** How many bytes a number has: the leading zeros of its first byte say it. */
function lengthOf(bytes: Buffer, at: number, most: number): number {
  const first = bytes[at];
  const length = first === undefined ? Infinity : Math.clz32(first) - 23;
  if (length > most || at + length > bytes.length) throw broken();
  return length;
}

/** A number of so many bytes, of whose first one only the bits of `mask` count. */
function number(bytes: Buffer, at: number, length: number, mask: number): number {
  let value = (bytes[at] as number) & mask;
  for (let n = 1; n < length; n++) value = value * 256 + (bytes[at + n] as number);
  return value;
}
