import { broken } from '../files/file-refusal.js';
import { slice } from '../files/byte-reader.js';
import type { CleanPicture } from './clean-picture.js';
import { readOrientation } from './exif.js';
import { cleanProfile } from './icc.js';

const HEADER = 12;
/** Flags of VP8X, by the WebP container specification. */
const HAS_PROFILE = 0x20;
const HAS_ALPHA = 0x10;
const HAS_FRAMES = 0x02;
const PIXELS = new Set(['VP8 ', 'VP8L', 'ALPH']);
/** Position, size, duration and flags of a frame. */
const FRAME_HEADER = 16;

interface Chunk {
  type: string;
  data: Buffer;
}

/**
 * A WebP with its pixels, frames and colour profile, nothing else. Throws `FileRefusal` when it is not whole.
 */
export function cleanWebp(bytes: Buffer): CleanPicture {
  const body = slice(bytes, HEADER, slice(bytes, 4, 4).readUInt32LE() - 4);
  const chunks = chunksOf(body);
  const extended = chunks.find(({ type }) => type === 'VP8X')?.data;
  if (chunks[0] === undefined || (extended && chunks[0].type !== 'VP8X')) throw broken();
  const exif = chunks.find(({ type }) => type === 'EXIF')?.data;
  const kept = extended
    ? keptOfExtended(extended, chunks)
    : chunks.slice(0, 1).filter(({ type }) => PIXELS.has(type));
  const frames = kept.filter(({ type }) => type === 'ANMF').length;
  const size = extended ? canvasOf(extended) : bitstreamSize(chunks[0]);
  if (frames === 0 && !kept.some(({ type }) => type === 'VP8 ' || type === 'VP8L')) throw broken();
  return {
    bytes: riff(kept),
    ...size,
    orientation: exif ? readOrientation(withoutMark(exif)) : 1,
    frames: Math.max(1, frames),
  };
}

function keptOfExtended(extended: Buffer, chunks: readonly Chunk[]): Chunk[] {
  const profile = chunks.find(({ type }) => type === 'ICCP');
  const cleaned = profile && cleanProfile(profile.data);
  const flags = (slice(extended, 0, 10)[0] as number) & (HAS_ALPHA | HAS_FRAMES);
  const header = Buffer.concat([
    Buffer.of(flags | (cleaned ? HAS_PROFILE : 0), 0, 0, 0),
    extended.subarray(4, 10),
  ]);
  const isMoving = (flags & HAS_FRAMES) !== 0;
  const picture = chunks.flatMap(({ type, data }): Chunk[] => {
    if (isMoving)
      return type === 'ANIM' ? [{ type, data: slice(data, 0, 6) }] : type === 'ANMF' ? [frame(data)] : [];
    return PIXELS.has(type) ? [{ type, data }] : [];
  });
  return [{ type: 'VP8X', data: header }, ...(cleaned ? [{ type: 'ICCP', data: cleaned }] : []), ...picture];
}

function frame(data: Buffer): Chunk {
  const pixels = chunksOf(data.subarray(FRAME_HEADER)).filter(({ type }) => PIXELS.has(type));
  return { type: 'ANMF', data: Buffer.concat([slice(data, 0, FRAME_HEADER), ...pixels.map(written)]) };
}

function chunksOf(body: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = 0; at + 8 <= body.length;) {
    const length = body.readUInt32LE(at + 4);
    chunks.push({ type: body.toString('latin1', at, at + 4), data: slice(body, at + 8, length) });
    at += 8 + length + (length % 2);
  }
  return chunks;
}

function canvasOf(extended: Buffer): { width: number; height: number } {
  return { width: extended.readUIntLE(4, 3) + 1, height: extended.readUIntLE(7, 3) + 1 };
}

/** RFC 6386 §9.1 for VP8, the lossless specification §3 for VP8L. */
function bitstreamSize({ type, data }: Chunk): { width: number; height: number } {
  const head = slice(data, 0, type === 'VP8L' ? 5 : 10);
  if (type === 'VP8L') {
    const bits = head.readUInt32LE(1);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  const size = { width: head.readUInt16LE(6) & 0x3fff, height: head.readUInt16LE(8) & 0x3fff };
  if (type !== 'VP8 ' || size.width === 0 || size.height === 0) throw broken();
  return size;
}

/** Some writers put JPEG's mark before the TIFF block. */
function withoutMark(exif: Buffer): Buffer {
  return exif.toString('latin1', 0, 6) === 'Exif\0\0' ? exif.subarray(6) : exif;
}

function written({ type, data }: Chunk): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}

function riff(chunks: readonly Chunk[]): Buffer {
  const body = Buffer.concat(chunks.map(written));
  const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1');
  head.writeUInt32LE(body.length + 4, 4);
  return Buffer.concat([head, body]);
}
