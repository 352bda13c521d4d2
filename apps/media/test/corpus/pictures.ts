import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import {
  exif,
  exifSegment,
  extendedWebp,
  flatPng,
  MARKER,
  namedProfile,
  pngChunk,
  riffChunk,
  segment,
  withChunks,
  withRiffChunks,
  withSegments,
} from './bytes.js';
import { broken, type Case, type Taken } from './case.js';

const WIDTH = 64;
const HEIGHT = 48;
const size = { width: WIDTH, height: HEIGHT };
const jpegs: Taken = { mime: 'image/jpeg', ...size };
const pngs: Taken = { mime: 'image/png', ...size };
const webps: Taken = { mime: 'image/webp', ...size };

/** A red upper left quarter, the rest blue: turned pictures can be told apart. */
export async function scene(width = WIDTH, height = HEIGHT) {
  const corner = { width: width / 2, height: height / 2, channels: 3 as const, background: 'red' };
  const overlay = await sharp({ create: corner }).png().toBuffer();
  const whole = { width, height, channels: 3 as const, background: 'blue' };
  return sharp(
    await sharp({ create: whole })
      .composite([{ input: overlay, left: 0, top: 0 }])
      .png()
      .toBuffer(),
  );
}

const cut = (bytes: Buffer, part = 0.5): Buffer => bytes.subarray(0, Math.floor(bytes.length * part));

export async function jpegCases(): Promise<Case[]> {
  const jpeg = await (await scene()).jpeg().toBuffer();
  const noise = Buffer.from(Array.from({ length: 300 * 200 * 3 }, (_, n) => (n * 7919) % 251));
  const noisy = await sharp(noise, { raw: { width: 300, height: 200, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();
  const withProfile = await (await scene()).withIccProfile('p3').jpeg().toBuffer();
  const profileAt = withProfile.indexOf('ICC_PROFILE\0') + 14;
  const profileBytes = withProfile.readUInt32BE(profileAt);
  const owned = Buffer.from(withProfile);
  namedProfile(withProfile.subarray(profileAt, profileAt + profileBytes)).copy(owned, profileAt);
  const thumbnailed = Buffer.concat([
    Buffer.from('JFIF\0\x01\x02\0\0\x01\0\x01\x02\x02', 'latin1'),
    Buffer.from(MARKER.slice(0, 12), 'latin1'),
  ]);
  const scan = segment(0xda, Buffer.of(1, 1, 0, 0, 63, 0));
  const tall = Buffer.from(jpeg);
  const frame = tall.indexOf(Buffer.of(0xff, 0xc0));
  tall.writeUInt16BE(60_000, frame + 5);
  tall.writeUInt16BE(60_000, frame + 7);
  return [
    { what: 'a plain jpeg', bytes: jpeg, verdict: jpegs },
    {
      what: 'a progressive jpeg',
      bytes: await (await scene()).jpeg({ progressive: true }).toBuffer(),
      verdict: jpegs,
    },
    { what: 'a grey jpeg', bytes: await (await scene()).greyscale().jpeg().toBuffer(), verdict: jpegs },
    {
      what: 'a CMYK jpeg',
      bytes: await (await scene()).toColourspace('cmyk').jpeg().toBuffer(),
      verdict: jpegs,
    },
    { what: 'a jpeg with EXIF and a place', bytes: withSegments(jpeg, exifSegment(1)), verdict: jpegs },
    {
      what: 'a jpeg that lies on its side',
      bytes: withSegments(jpeg, exifSegment(6)),
      verdict: { mime: 'image/jpeg', width: HEIGHT, height: WIDTH },
    },
    {
      what: 'a jpeg with XMP, IPTC, a comment and a maker’s segment',
      bytes: withSegments(
        jpeg,
        segment(0xe1, `http://ns.adobe.com/xap/1.0/\0<x>${MARKER}</x>`),
        segment(0xed, `Photoshop 3.0\0${MARKER}`),
        segment(0xfe, MARKER),
        segment(0xe5, MARKER),
      ),
      verdict: jpegs,
    },
    {
      what: 'a jpeg with more pictures behind it',
      bytes: withSegments(jpeg, segment(0xe2, `MPF\0${MARKER}`)),
      verdict: jpegs,
    },
    {
      what: 'a jpeg with a page behind its end',
      bytes: Buffer.concat([jpeg, Buffer.from(`<script>${MARKER}</script>PK\x03\x04`)]),
      verdict: jpegs,
    },
    {
      what: 'a jpeg with a thumbnail in its JFIF',
      bytes: withSegments(jpeg, segment(0xe0, thumbnailed)),
      verdict: jpegs,
    },
    {
      what: 'a jpeg with Adobe’s segment made longer',
      bytes: withSegments(jpeg, segment(0xee, `Adobe\0\x64\0\0\0\0\x01${MARKER}`)),
      verdict: jpegs,
    },
    { what: 'a jpeg whose colour profile has a name in it', bytes: owned, verdict: jpegs },
    {
      what: 'a jpeg with fill bytes between its segments',
      bytes: withSegments(jpeg, Buffer.of(0xff, 0xff, 0xff)),
      verdict: jpegs,
    },
    {
      what: 'a jpeg whose EXIF is cut off',
      bytes: withSegments(
        jpeg,
        segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), exif(6).subarray(0, 14)])),
      ),
      verdict: jpegs,
    },
    { what: 'a jpeg cut in the middle', bytes: cut(noisy), verdict: broken },
    { what: 'a jpeg without its end', bytes: noisy.subarray(0, -2), verdict: broken },
    {
      what: 'a jpeg cut in the middle, with an end put on',
      bytes: Buffer.concat([cut(noisy), Buffer.of(0xff, 0xd9)]),
      verdict: broken,
    },
    { what: 'the beginning of a jpeg and nothing else', bytes: jpeg.subarray(0, 12), verdict: broken },
    {
      what: 'a jpeg with a thousand scans',
      bytes: Buffer.concat([
        jpeg.subarray(0, -2),
        ...Array.from({ length: 1000 }, () => scan),
        jpeg.subarray(-2),
      ]),
      verdict: broken,
    },
    {
      what: 'a jpeg that claims 3600 megapixels',
      bytes: tall,
      verdict: { reason: 'too_many_pixels', details: { max: 40_000_000, got: 3_600_000_000 } },
    },
  ];
}

export async function pngCases(): Promise<Case[]> {
  const png = await (await scene()).png().toBuffer();
  const damaged = Buffer.from(png);
  const at = damaged.indexOf('IDAT') + 6;
  damaged.writeUInt8(damaged.readUInt8(at) ^ 0xff, at);
  const profiled = await (await scene()).withIccProfile('p3').png().toBuffer();
  const acTL = (frames: number) => pngChunk('acTL', Buffer.of(0, 0, 0, frames, 0, 0, 0, 0));
  return [
    { what: 'a plain png', bytes: png, verdict: pngs },
    {
      what: 'a png with a palette',
      bytes: await (await scene()).png({ palette: true }).toBuffer(),
      verdict: pngs,
    },
    {
      what: 'a png of 16 bits',
      bytes: await (await scene()).toColourspace('rgb16').png().toBuffer(),
      verdict: pngs,
    },
    {
      what: 'an interlaced png',
      bytes: await (await scene()).png({ progressive: true }).toBuffer(),
      verdict: pngs,
    },
    {
      what: 'a see-through png',
      bytes: await (await scene()).ensureAlpha(0.5).png().toBuffer(),
      verdict: pngs,
    },
    { what: 'a png with a colour profile', bytes: profiled, verdict: pngs },
    {
      what: 'a png with words, a time and unknown chunks',
      bytes: withChunks(
        png,
        pngChunk('tEXt', `Author\0${MARKER}`),
        pngChunk('iTXt', `XML:com.adobe.xmp\0\0\0\0\0${MARKER}`),
        pngChunk('tIME', MARKER.slice(0, 7)),
        pngChunk('gAMA', MARKER),
        pngChunk('prVt', MARKER),
      ),
      verdict: pngs,
    },
    {
      what: 'a png with packed words',
      bytes: withChunks(
        png,
        pngChunk('zTXt', Buffer.concat([Buffer.from('Comment\0\0'), deflateSync(MARKER)])),
      ),
      verdict: pngs,
    },
    {
      what: 'a png whose profile unpacks to 50 MB',
      bytes: withChunks(
        png,
        pngChunk('iCCP', Buffer.concat([Buffer.from('icc\0\0'), deflateSync(Buffer.alloc(50_000_000))])),
      ),
      verdict: pngs,
    },
    { what: 'a png with EXIF and a place', bytes: withChunks(png, pngChunk('eXIf', exif(1))), verdict: pngs },
    {
      what: 'a png that lies on its side',
      bytes: withChunks(png, pngChunk('eXIf', exif(6))),
      verdict: { mime: 'image/png', width: HEIGHT, height: WIDTH },
    },
    {
      what: 'a png with an archive behind its end',
      bytes: Buffer.concat([png, Buffer.from(`PK\x03\x04${MARKER}`)]),
      verdict: pngs,
    },
    { what: 'a png that says it moves, with one frame', bytes: withChunks(png, acTL(1)), verdict: pngs },
    {
      what: 'a moving png',
      bytes: withChunks(png, acTL(3)),
      verdict: { reason: 'too_many_frames', details: { max: 1, got: 3 } },
    },
    { what: 'a png cut in the middle', bytes: cut(png), verdict: broken },
    { what: 'a png without its last chunk', bytes: png.subarray(0, -12), verdict: broken },
    { what: 'a png with a wrong checksum', bytes: damaged, verdict: broken },
    {
      what: 'a png without pixels',
      bytes: Buffer.concat([png.subarray(0, 33), pngChunk('IEND')]),
      verdict: broken,
    },
    {
      what: 'a png whose pixels are fewer than it says',
      bytes: Buffer.concat([
        png.subarray(0, 33),
        pngChunk('IDAT', deflateSync(Buffer.alloc(10))),
        pngChunk('IEND'),
      ]),
      verdict: broken,
    },
    {
      what: 'a png with a chunk that decoders must know',
      bytes: withChunks(png, pngChunk('XXXX', 'x')),
      verdict: broken,
    },
    {
      what: 'a png bomb of 256 megapixels',
      bytes: flatPng(16_000, 16_000),
      verdict: { reason: 'too_many_pixels', details: { max: 40_000_000, got: 256_000_000 } },
    },
    {
      what: 'a png a million pixels wide',
      bytes: flatPng(1_000_000, 41),
      verdict: { reason: 'too_many_pixels', details: { got: 41_000_000 } },
    },
    {
      what: 'a png of nearly 40 megapixels',
      bytes: flatPng(6_300, 6_300),
      verdict: { mime: 'image/png', width: 6_300, height: 6_300 },
    },
  ];
}

export async function webpCases(): Promise<Case[]> {
  const lossy = await (await scene()).webp().toBuffer();
  const lossless = await (await scene()).webp({ lossless: true }).toBuffer();
  const bitstream = lossy.subarray(12);
  const lies = Buffer.from(extendedWebp(16_383, 16_383, bitstream));
  const noise = Buffer.from(Array.from({ length: 300 * 200 * 3 }, (_, n) => (n * 7919) % 251));
  const noisy = await sharp(noise, { raw: { width: 300, height: 200, channels: 3 } })
    .webp({ quality: 90 })
    .toBuffer();
  const headless = cut(noisy);
  headless.writeUInt32LE(headless.length - 8, 4);
  const packed = (await moving(8, 8, 5)).subarray(0);
  return [
    { what: 'a plain webp', bytes: lossy, verdict: webps },
    { what: 'a lossless webp', bytes: lossless, verdict: webps },
    {
      what: 'a see-through webp',
      bytes: await (await scene()).ensureAlpha(0.5).webp().toBuffer(),
      verdict: webps,
    },
    {
      what: 'a webp with a colour profile',
      bytes: await (await scene()).withIccProfile('p3').webp().toBuffer(),
      verdict: webps,
    },
    {
      what: 'a moving webp',
      bytes: packed,
      verdict: { mime: 'image/webp', width: 8, height: 8, animated: true },
    },
    {
      what: 'a webp with EXIF, XMP and an unknown chunk',
      bytes: extendedWebp(
        WIDTH,
        HEIGHT,
        bitstream,
        riffChunk('EXIF', exif(1)),
        riffChunk('XMP ', MARKER),
        riffChunk('prVt', MARKER),
      ),
      verdict: webps,
    },
    {
      what: 'a webp with chunks that its header does not tell of',
      bytes: withRiffChunks(lossy, riffChunk('XMP ', MARKER)),
      verdict: webps,
    },
    {
      what: 'a webp that lies on its side',
      bytes: extendedWebp(WIDTH, HEIGHT, bitstream, riffChunk('EXIF', exif(8))),
      verdict: { mime: 'image/webp', width: HEIGHT, height: WIDTH },
    },
    {
      what: 'a webp with a page behind its end',
      bytes: Buffer.concat([lossy, Buffer.from(`<html>${MARKER}`)]),
      verdict: webps,
    },
    { what: 'a webp cut in the middle', bytes: cut(lossy), verdict: broken },
    { what: 'a webp cut in the middle, its header mended', bytes: headless, verdict: broken },
    { what: 'a moving webp cut in the middle', bytes: cut(packed), verdict: broken },
    {
      what: 'a webp whose header claims another size than its pixels',
      bytes: extendedWebp(200, 200, bitstream),
      verdict: broken,
    },
    { what: 'a webp without pixels', bytes: extendedWebp(WIDTH, HEIGHT), verdict: broken },
    {
      what: 'a webp that claims 268 megapixels',
      bytes: lies,
      verdict: { reason: 'too_many_pixels', details: { got: 16_383 * 16_383 } },
    },
    {
      what: 'a moving webp of 110 megapixels',
      bytes: await moving(1_000, 1_000, 110),
      verdict: { reason: 'too_many_frames', details: { max: 100, got: 110 } },
    },
  ];
}

/** A moving WebP; each of its frames has another colour. */
async function moving(width: number, height: number, frames: number): Promise<Buffer> {
  const page = width * height * 3;
  const pixels = Buffer.alloc(page * frames);
  for (let n = 0; n < frames; n++) pixels.fill((n * 37) % 256, n * page, (n + 1) * page);
  const raw = { width, height: height * frames, channels: 3 as const, pageHeight: height };
  return sharp(pixels, { raw, limitInputPixels: false })
    .webp({ lossless: true, effort: 0, loop: 0 })
    .toBuffer();
}
