import { broken } from '../files/file-refusal.js';

const SEQUENCE_HEADER = 1;
/** Kinds that a decoder needs; the others are words (metadata), filling, or not known to anybody yet. AV1 §6.2.2. */
const NEEDED = new Set([SEQUENCE_HEADER, 2, 3, 4, 6, 7, 8]);

/**
 * AV1 data without its metadata units, and how many pixels its frames may have at most by its own header, before
 * anything was decoded. Throws `FileRefusal` when it is not whole or has no header. AV1 specification §5.3 to §5.5.
 */
export function cleanAv1(data: Buffer): { bytes: Buffer; pixels: number } {
  const kept: Buffer[] = [];
  let pixels = 0;
  for (let at = 0; at < data.length;) {
    const head = data[at] as number;
    const kind = (head >> 3) & 15;
    const bodyHead = at + 1 + ((head >> 2) & 1);
    const { from, size } =
      head & 2 ? sizeAt(data, bodyHead) : { from: bodyHead, size: data.length - bodyHead };
    const end = from + size;
    if (size < 0 || end > data.length) throw broken();
    if (NEEDED.has(kind)) kept.push(data.subarray(at, end));
    if (kind === SEQUENCE_HEADER) pixels = Math.max(pixels, framePixels(data.subarray(from, end)));
    at = end;
  }
  if (pixels === 0) throw broken();
  return { bytes: Buffer.concat(kept), pixels };
}

/** A number of seven bits a byte, the lowest first. */
function sizeAt(data: Buffer, at: number): { from: number; size: number } {
  let size = 0;
  for (let n = 0; n < 8; n++) {
    const byte = data[at + n];
    if (byte === undefined) throw broken();
    size += (byte & 127) * 2 ** (7 * n);
    if (byte < 128) return { from: at + n + 1, size };
  }
  throw broken();
}

/** Largest width × largest height, by a sequence header. Those with a model of the decoder's buffer are of films. */
function framePixels(header: Buffer): number {
  const bits = new Bits(header);
  bits.read(4);
  const isReduced = bits.read(1) === 1;
  if (isReduced) bits.read(5);
  else {
    if (bits.read(1) === 1) {
      bits.read(32);
      bits.read(32);
      if (bits.read(1) === 1) bits.skipUnary();
      if (bits.read(1) === 1) throw broken();
    }
    const hasDelays = bits.read(1) === 1;
    for (let points = bits.read(5); points >= 0; points--) {
      bits.read(12);
      if (bits.read(5) > 7) bits.read(1);
      if (hasDelays && bits.read(1) === 1) bits.read(4);
    }
  }
  const widthBits = bits.read(4) + 1;
  const heightBits = bits.read(4) + 1;
  return (bits.read(widthBits) + 1) * (bits.read(heightBits) + 1);
}

class Bits {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  read(count: number): number {
    let value = 0;
    for (let n = 0; n < count; n++, this.at++) {
      const byte = this.bytes[this.at >> 3];
      if (byte === undefined) throw broken();
      value = value * 2 + ((byte >> (7 - (this.at & 7))) & 1);
    }
    return value;
  }

  /** A number that says by its leading zeros how long it is. */
  skipUnary(): void {
    let zeros = 0;
    while (this.read(1) === 0) zeros++;
    this.read(Math.min(zeros, 32));
  }
}
