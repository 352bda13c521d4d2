import sharp from 'sharp';
import { MARKER } from './bytes.js';
import { broken, type Case, type Taken } from './case.js';
import { scene } from './pictures.js';

const taken: Taken = { mime: 'image/gif', width: 64, height: 48 };
/** The screen, and a table of all its colours. */
const headBytes = (gif: Buffer): number => 13 + 3 * 2 ** ((gif.readUInt8(10) & 7) + 1);

/** Words in as many blocks as they need, and the empty one that ends them. */
function blocks(...parts: (Buffer | string)[]): Buffer {
  const all = parts.map((part) => Buffer.from(part as string, 'latin1'));
  return Buffer.concat([...all.flatMap((part) => [Buffer.of(part.length), part]), Buffer.of(0)]);
}

function extension(label: number, ...parts: (Buffer | string)[]): Buffer {
  return Buffer.concat([Buffer.of(0x21, label), blocks(...parts)]);
}

/** Blocks put before the first frame. */
function withBlocks(gif: Buffer, ...more: Buffer[]): Buffer {
  const at = headBytes(gif);
  return Buffer.concat([gif.subarray(0, at), ...more, gif.subarray(at)]);
}

function withScreen(gif: Buffer, width: number, height: number): Buffer {
  const copy = Buffer.from(gif);
  copy.writeUInt16LE(width, 6);
  copy.writeUInt16LE(height, 8);
  return copy;
}

/** Frames of one pixel on a screen of a given size: all of it must be drawn for each. */
export function tinyFrames(width: number, height: number, frames: number): Buffer {
  const screen = Buffer.from('GIF89a\0\0\0\0\x80\0\0\0\0\0\xff\xff\xff', 'latin1');
  const frame = Buffer.from('\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0', 'latin1');
  const whole = Buffer.concat([screen, ...Array.from({ length: frames }, () => frame), Buffer.of(0x3b)]);
  return withScreen(whole, width, height);
}

/** Three frames of different colours. */
export function movingGif(delay = [70, 80, 90]): Promise<Buffer> {
  const frames = Buffer.concat([0, 90, 250].map((shade) => Buffer.alloc(300, shade)));
  const raw = { width: 10, height: 30, channels: 3 as const, pageHeight: 10 };
  return sharp(frames, { raw }).gif({ delay, loop: 4 }).toBuffer();
}

export async function gifCases(): Promise<Case[]> {
  const gif = await (await scene()).gif().toBuffer();
  const moving = await movingGif();
  const noise = Buffer.from(Array.from({ length: 300 * 200 * 3 }, (_, n) => (n * 7919) % 251));
  const noisy = await sharp(noise, { raw: { width: 300, height: 200, channels: 3 } })
    .gif()
    .toBuffer();
  const half = Math.floor(noisy.length / 2);
  const profile = extension(0xff, 'ICCRGBG1012', `profile of ${MARKER}`);
  return [
    { what: 'a plain gif', bytes: gif, verdict: taken },
    {
      what: 'a gif of the first kind',
      bytes: Buffer.concat([Buffer.from('GIF87a'), tinyFrames(5, 4, 1).subarray(6)]),
      verdict: { ...taken, width: 5, height: 4 },
    },
    {
      what: 'a moving gif',
      bytes: moving,
      verdict: { mime: 'image/gif', width: 10, height: 10, animated: true },
    },
    {
      what: 'a gif with a comment, plain text, XMP, a profile and somebody’s own block',
      bytes: withBlocks(
        gif,
        extension(0xfe, MARKER),
        extension(0x01, Buffer.alloc(12), MARKER),
        extension(0xff, 'XMP DataXMP', `<x>${MARKER}</x>`),
        profile,
        extension(0xff, 'NETSCAPE2.0', Buffer.of(2, 0, 0, 0, 0), MARKER),
        extension(0x99, MARKER),
      ),
      verdict: taken,
    },
    {
      what: 'a gif with words behind its loop and its timing',
      bytes: withBlocks(
        gif,
        extension(0xff, 'NETSCAPE2.0', Buffer.of(1, 0, 0), MARKER),
        extension(0xf9, Buffer.of(0, 0, 0, 0), MARKER),
      ),
      verdict: taken,
    },
    {
      what: 'a gif with a page behind its end',
      bytes: Buffer.concat([gif, Buffer.from(`<script>${MARKER}</script>`)]),
      verdict: taken,
    },
    {
      what: 'a gif whose frame reaches beyond its screen',
      bytes: withScreen(gif, 10, 10),
      verdict: taken,
    },
    {
      what: 'a gif with a screen that decoders doubt, and a small frame',
      bytes: withScreen(gif, 640, 480),
      verdict: { ...taken, width: 640, height: 480 },
    },
    { what: 'a gif cut in the middle', bytes: noisy.subarray(0, half), verdict: broken },
    { what: 'a gif without its last byte', bytes: noisy.subarray(0, -1), verdict: broken },
    {
      what: 'a gif cut in the middle, with an end put on',
      bytes: Buffer.concat([noisy.subarray(0, headBytes(noisy) + 40), Buffer.of(0, 0x3b)]),
      verdict: broken,
    },
    { what: 'a moving gif cut in the middle', bytes: moving.subarray(0, -12), verdict: broken },
    {
      what: 'a gif without a frame',
      bytes: Buffer.concat([gif.subarray(0, headBytes(gif)), Buffer.of(0x3b)]),
      verdict: broken,
    },
    {
      what: 'a gif that is a script as well',
      bytes: Buffer.from('GIF89a/*\0\0\0*/=1;alert(1)', 'latin1'),
      verdict: broken,
    },
    {
      what: 'a gif that claims 4295 megapixels',
      bytes: withScreen(gif, 65_535, 65_535),
      verdict: { reason: 'too_many_pixels', details: { max: 40_000_000, got: 65_535 * 65_535 } },
    },
    {
      what: 'a gif of 101 frames of a megapixel in a kilobyte',
      bytes: tinyFrames(1_000, 1_000, 101),
      verdict: { reason: 'too_many_frames', details: { max: 100, got: 101 } },
    },
    {
      what: 'a gif of ten thousand frames',
      bytes: tinyFrames(1, 1, 10_000),
      verdict: { reason: 'too_many_frames', details: { max: 1_000, got: 10_000 } },
    },
  ];
}
