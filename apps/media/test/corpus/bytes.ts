import { crc32, deflateSync } from 'node:zlib';

/** A word that is planted where metadata lies and must not be found in anything that is served. */
export const MARKER = 'PLANTED-MARKER-7f3a';

export function segment(marker: number, data: Buffer | string): Buffer {
  const body = Buffer.from(data as string, 'latin1');
  const head = Buffer.of(0xff, marker, 0, 0);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

/** Segments put behind the start of a JPEG. */
export function withSegments(jpeg: Buffer, ...segments: Buffer[]): Buffer {
  return Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)]);
}

export function pngChunk(type: string, data: Buffer | string = ''): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), Buffer.from(data as string, 'latin1')]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(body.length - 4, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** Chunks put behind IHDR, which is always 25 bytes behind the signature. */
export function withChunks(png: Buffer, ...chunks: Buffer[]): Buffer {
  return Buffer.concat([png.subarray(0, 33), ...chunks, png.subarray(33)]);
}

/** A PNG of few bytes that unpacks to width × height black pixels, of one bit each. */
export function flatPng(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  const rows = Buffer.alloc((1 + Math.ceil(width / 8)) * height);
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([
    signature,
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(rows, { level: 9 })),
    pngChunk('IEND'),
  ]);
}

export function riffChunk(type: string, data: Buffer | string): Buffer {
  const body = Buffer.from(data as string, 'latin1');
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
}

/** Chunks put at the end of a WebP, inside of it. */
export function withRiffChunks(webp: Buffer, ...chunks: Buffer[]): Buffer {
  const whole = Buffer.concat([webp, ...chunks]);
  whole.writeUInt32LE(whole.length - 8, 4);
  return whole;
}

/** A WebP with the extended header, whose flags say that EXIF and XMP follow. */
export function extendedWebp(width: number, height: number, ...chunks: Buffer[]): Buffer {
  const header = Buffer.alloc(10);
  header[0] = 0x0c;
  header.writeUIntLE(width - 1, 4, 3);
  header.writeUIntLE(height - 1, 7, 3);
  return withRiffChunks(Buffer.from('RIFF\0\0\0\0WEBP', 'latin1'), riffChunk('VP8X', header), ...chunks);
}

/** A TIFF block (little-endian) with an orientation, a camera's make and a place: 59° 56' N. */
export function exif(orientation: number): Buffer {
  const make = Buffer.from(`${MARKER}\0`, 'latin1');
  const tiff = Buffer.alloc(8 + 2 + 3 * 12 + 4 + 2 + 12 + 4);
  tiff.write('II*\0', 'latin1');
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt16LE(3, 8);
  const entry = (at: number, tag: number, type: number, count: number, value: number) => {
    tiff.writeUInt16LE(tag, at);
    tiff.writeUInt16LE(type, at + 2);
    tiff.writeUInt32LE(count, at + 4);
    tiff.writeUInt32LE(value, at + 8);
  };
  const gps = 8 + 2 + 3 * 12 + 4;
  entry(10, 0x010f, 2, make.length, tiff.length);
  entry(22, 0x0112, 3, 1, orientation);
  entry(34, 0x8825, 4, 1, gps);
  tiff.writeUInt16LE(1, gps);
  entry(gps + 2, 2, 5, 3, tiff.length + make.length);
  const degrees = Buffer.alloc(24);
  [59, 1, 56, 1, 0, 1].forEach((n, place) => degrees.writeUInt32LE(n, place * 4));
  return Buffer.concat([tiff, make, degrees]);
}

export function exifSegment(orientation: number): Buffer {
  return segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), exif(orientation)]));
}

/** A colour profile whose description names its owner, and whose curves and primaries are sRGB's own. */
export function namedProfile(profile: Buffer): Buffer {
  const count = profile.readUInt32BE(128);
  const copy = Buffer.from(profile);
  for (let n = 0; n < count; n++) {
    const entry = 132 + n * 12;
    const tag = copy.toString('latin1', entry, entry + 4);
    if (tag === 'desc' || tag === 'cprt') {
      const at = copy.readUInt32BE(entry + 4);
      copy.fill(MARKER, at + 12, at + Math.min(copy.readUInt32BE(entry + 8), 12 + MARKER.length), 'latin1');
    }
  }
  return copy;
}
