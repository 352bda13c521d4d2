import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs ffmpeg in a folder of its own, with these files in it, and answers with what it wrote to the name it was given last. */
export async function ffmpeg(args: string[], files: Record<string, string | Buffer> = {}): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'board-films-'));
  try {
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
    await run('ffmpeg', ['-nostdin', '-v', 'error', ...args], { cwd: folder });
    return await readFile(join(folder, args.at(-1) as string));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Black for the first tenth of a second, then a test picture: a frame at 5 % of 4 s is not black. */
export const MOVING = [
  '-f',
  'lavfi',
  '-i',
  'testsrc2=s=320x180:r=10:d=4,drawbox=c=black:t=fill:enable=lt(t\\,0.1)',
];
export const SOUND = ['-f', 'lavfi', '-i', 'sine=d=4'];
export const VP8 = ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '300k'];
export const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];
export const AAC = ['-c:a', 'aac', '-b:a', '32k'];
export const VP9 = ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '300k'];

/** Changes the first occurrence of some bytes for others of the same number. */
export function patched(bytes: Buffer, from: Buffer, to: Buffer): Buffer {
  const at = bytes.indexOf(from);
  if (at < 0 || from.length !== to.length) throw new Error('there is nothing to patch');
  const copy = Buffer.from(bytes);
  to.copy(copy, at);
  return copy;
}

/** Puts a word in the place of the encoder's name, inside the data of Vorbis sound. */
export function withVendor(webm: Buffer, word: string): Buffer {
  const copy = Buffer.from(webm);
  const vendor = copy.indexOf('\x03vorbis', 0, 'latin1') + 11;
  if (vendor < 11 || copy.readUInt32LE(vendor - 4) < word.length)
    throw new Error('there is no room for the word');
  copy.write(word, vendor, 'latin1');
  return copy;
}
