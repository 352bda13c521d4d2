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
  const id = vint(bytes, at, 4);
  const size = vint(bytes, at + id.length, 8);
  const from = at + id.length + size.length;
  const payload = size.value - 2 ** (7 * size.length);
  const isUnknown = payload === 2 ** (7 * size.length) - 1;
  return { id: id.value, from, end: isUnknown ? undefined : from + payload };
}

/** A number whose first byte says, by its leading zeros, how long it is. The value keeps the length's marker bit. */
function vint(bytes: Buffer, at: number, most: number): { value: number; length: number } {
  const first = bytes[at];
  const length = first === undefined ? 9 : Math.clz32(first) - 23;
  if (length > most || at + length > bytes.length) throw broken();
  let value = 0;
  for (const byte of bytes.subarray(at, at + length)) value = value * 256 + byte;
  return { value, length };
}
