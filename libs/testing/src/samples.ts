import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { crc32, deflateSync } from 'node:zlib';

const run = promisify(execFile);

export interface Sample {
  name: string;
  type: string;
  bytes: Buffer;
}

/** A small PNG of noise, so that no two have the same bytes. Sizes in pixels. */
export function noise(width = 40, height = 30): Sample {
  const rows = Array.from({ length: height }, () => Buffer.concat([Buffer.of(0), randomBytes(width * 3)]));
  const bytes = png(width, height, 8, 2, deflateSync(Buffer.concat(rows), { level: 1 }));
  return { name: 'noise.png', type: 'image/png', bytes };
}

/** A PNG of few bytes that unpacks to side × side pixels. */
export function bomb(side = 16_000): Sample {
  const row = Buffer.alloc(1 + Math.ceil(side / 8));
  const packed = deflateSync(Buffer.concat(Array.from({ length: side }, () => row)), { level: 9 });
  return { name: 'bomb.png', type: 'image/png', bytes: png(side, side, 1, 0, packed) };
}

/** A JPEG such as a camera makes it: a scene of 1280 × 960 with a comment inside that nobody is to see. */
export async function photo(comment = 'taken at home'): Promise<Sample> {
  const scene = `gradients=s=1280x960:c0=0x204060:c1=0xe0a070:seed=${seed()}`;
  const bytes = await ffmpeg('photo.jpg', `-f lavfi -i ${scene} -frames:v 1 -q:v 4`);
  return { name: 'photo.jpg', type: 'image/jpeg', bytes: withComment(bytes, comment) };
}

/** A VP8 webm of so many seconds, 320 × 240. */
export async function video(seconds = 2): Promise<Sample> {
  const scene = `testsrc2=s=320x240:r=10:d=${seconds}`;
  const codec = '-c:v libvpx -deadline realtime -cpu-used 8 -b:v 200k';
  const bytes = await ffmpeg('video.webm', `-f lavfi -i ${scene} ${codec} -metadata title=${seed()}`);
  return { name: 'video.webm', type: 'video/webm', bytes };
}

/** A GIF of four frames, 64 × 48. */
export async function gif(): Promise<Sample> {
  const bytes = await ffmpeg('moving.gif', `-f lavfi -i testsrc2=s=64x48:r=10:d=0.4`);
  return { name: 'moving.gif', type: 'image/gif', bytes: withGifComment(bytes) };
}

/** An AVIF of one colour that no other has, 64 × 48. */
export async function avif(): Promise<Sample> {
  const colour = `0x${(seed() % 0xffffff).toString(16).padStart(6, '0')}`;
  const codec = '-c:v libaom-av1 -cpu-used 8 -still-picture 1';
  const bytes = await ffmpeg('still.avif', `-f lavfi -i color=c=${colour}:s=64x48 -frames:v 1 ${codec}`);
  return { name: 'still.avif', type: 'image/avif', bytes };
}

/** An H.264 mp4 of so many seconds with a tone of AAC, 320 × 240, its index at the end. */
export async function mp4(seconds = 2): Promise<Sample> {
  const scene = `-f lavfi -i testsrc2=s=320x240:r=10:d=${seconds} -f lavfi -i sine=d=${seconds}`;
  const codecs = '-c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac';
  const bytes = await ffmpeg('film.mp4', `${scene} ${codecs} -metadata title=${seed()}`);
  return { name: 'film.mp4', type: 'video/mp4', bytes };
}

/** A sample cut off in the middle. */
export function truncated(sample: Sample): Sample {
  return { ...sample, bytes: sample.bytes.subarray(0, Math.floor(sample.bytes.length / 2)) };
}

function seed(): number {
  return randomBytes(4).readUInt32BE() >>> 1;
}

async function ffmpeg(name: string, options: string): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'board-sample-'));
  try {
    const file = join(folder, name);
    await run(process.env['FFMPEG'] ?? 'ffmpeg', ['-nostdin', '-v', 'error', ...options.split(' '), file]);
    return await readFile(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A GIF with a comment of random words behind the colours of its screen: another file of the same frames. */
function withGifComment(gif: Buffer): Buffer {
  const at = 13 + 3 * 2 ** ((gif.readUInt8(10) & 7) + 1);
  const comment = Buffer.concat([Buffer.of(0x21, 0xfe, 8), randomBytes(8), Buffer.of(0)]);
  return Buffer.concat([gif.subarray(0, at), comment, gif.subarray(at)]);
}

/** A JPEG with a comment: another file of the same pixels. */
export function withComment(jpeg: Buffer, comment: string): Buffer {
  const text = Buffer.from(comment, 'latin1');
  const head = Buffer.of(0xff, 0xfe, 0, 0);
  head.writeUInt16BE(text.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, text, jpeg.subarray(2)]);
}

function png(width: number, height: number, depth: number, colour: number, packed: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colour, 0, 0, 0], 8);
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', packed), chunk('IEND')]);
}

function chunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
