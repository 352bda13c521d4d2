import { broken } from './file-refusal.js';
import { slice } from './byte-reader.js';

/** One box of the ISO base media format (ISO/IEC 14496-12 §4.2), of which mp4 and avif are made. */
export interface Box {
  type: string;
  /** What is in it, without its head. */
  data: Buffer;
  /** Behind its last byte. */
  end: number;
}

/** Far more than a film of ten minutes in fragments of a second has. */
const MAX_BOXES = 10_000;
/** Boxes that stand in a file side by side. What is none of them was put behind its end by somebody. */
const OUTERMOST = new Set(
  'ftyp styp meta moov mdat moof mfra free skip wide uuid sidx pdin udta emsg prft'.split(' '),
);

/** The box that begins at `at`. Throws `FileRefusal` when it is not there to its last byte. */
export function boxAt(bytes: Buffer, at: number): Box {
  const head = slice(bytes, at, 8);
  const type = head.toString('latin1', 4, 8);
  const short = head.readUInt32BE();
  if (short === 0) return { type, data: bytes.subarray(at + 8), end: bytes.length };
  const headBytes = short === 1 ? 16 : 8;
  // A size beyond 2^53 loses digits, and leads out of any file all the same.
  const size = short === 1 ? Number(slice(bytes, at + 8, 8).readBigUInt64BE()) : short;
  return { type, data: slice(bytes, at + headBytes, size - headBytes), end: at + size };
}

/** The boxes that fill `bytes`. Throws `FileRefusal` when the last is not whole. */
export function boxesOf(bytes: Buffer): Box[] {
  const boxes: Box[] = [];
  for (let at = 0; at < bytes.length;) {
    const next = boxAt(bytes, at);
    if (boxes.push(next) > MAX_BOXES) throw broken();
    at = next.end;
  }
  return boxes;
}

/** The outermost boxes of a file, up to what is none. Throws `FileRefusal` when one is not whole, or it does not begin with `ftyp`. */
export function fileBoxes(bytes: Buffer): Box[] {
  const boxes: Box[] = [];
  for (let at = 0; OUTERMOST.has(bytes.toString('latin1', at + 4, at + 8));) {
    const next = boxAt(bytes, at);
    if (boxes.push(next) > MAX_BOXES) throw broken();
    at = next.end;
  }
  if (boxes[0]?.type !== 'ftyp') throw broken();
  return boxes;
}

/** The boxes of one type. */
export function boxesNamed(boxes: readonly Box[], type: string): Buffer[] {
  return boxes.filter((box) => box.type === type).map(({ data }) => data);
}

/** A box written out. */
export function box(type: string, ...data: Buffer[]): Buffer {
  const body = Buffer.concat(data);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
}

/** A box that begins with a version and flags. */
export function fullBox(type: string, flags: number, ...data: Buffer[]): Buffer {
  return box(type, u32(flags), ...data);
}

export function u16(...numbers: number[]): Buffer {
  const bytes = Buffer.alloc(numbers.length * 2);
  numbers.forEach((number, n) => bytes.writeUInt16BE(number, n * 2));
  return bytes;
}

export function u32(...numbers: number[]): Buffer {
  const bytes = Buffer.alloc(numbers.length * 4);
  numbers.forEach((number, n) => bytes.writeUInt32BE(number, n * 4));
  return bytes;
}
