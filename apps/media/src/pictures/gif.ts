import { broken } from '../files/file-refusal.js';
import { slice } from '../files/byte-reader.js';
import type { CleanPicture } from './clean-picture.js';

const SCREEN = 13;
const EXTENSION = 0x21;
const FRAME = 0x2c;
const TRAILER = 0x3b;
const CONTROL = 0xf9;
const APPLICATION = 0xff;
/** How often a moving picture is shown again: the one application block that browsers read. */
const LOOPS = new Set(['NETSCAPE2.0', 'ANIMEXTS1.0']);

/**
 * A GIF with its frames, their timing and how often they are shown, nothing else: comments, plain text and what other
 * programs left (XMP, colour profiles, editors' own blocks) are left out, and what follows the end. Frames that reach
 * beyond the screen make it as large as they need, since decoders do not agree on what to do with them.
 * Throws `FileRefusal` when it is not whole. GIF89a §17 to §27.
 */
export function cleanGif(bytes: Buffer): CleanPicture {
  const screen = Buffer.from(slice(bytes, 0, SCREEN));
  let at = SCREEN + colours(screen[10] as number);
  const kept: Buffer[] = [screen, slice(bytes, SCREEN, at - SCREEN)];
  let [width, height] = [screen.readUInt16LE(6), screen.readUInt16LE(8)];
  let frames = 0;
  let control: Buffer | undefined;
  for (;;) {
    const kind = slice(bytes, at, 1)[0];
    if (kind === TRAILER) break;
    if (kind === EXTENSION) {
      const label = slice(bytes, at + 1, 1)[0];
      const end = endOfBlocks(bytes, at + 2);
      if (label === CONTROL) control = controlBlock(bytes.subarray(at + 2, end));
      else if (label === APPLICATION) kept.push(...loopBlock(bytes.subarray(at + 2, end)));
      at = end;
    } else if (kind === FRAME) {
      const head = slice(bytes, at, 10);
      width = Math.max(width, head.readUInt16LE(1) + head.readUInt16LE(5));
      height = Math.max(height, head.readUInt16LE(3) + head.readUInt16LE(7));
      // Behind the colours stands one byte, the size of the first codes.
      const end = endOfBlocks(bytes, at + 10 + colours(head[9] as number) + 1);
      if (control) kept.push(control);
      kept.push(bytes.subarray(at, end));
      control = undefined;
      frames++;
      at = end;
    } else throw broken();
  }
  if (frames === 0 || width === 0 || height === 0 || width > 0xffff || height > 0xffff) throw broken();
  screen.writeUInt16LE(width, 6);
  screen.writeUInt16LE(height, 8);
  const whole = Buffer.concat([...kept, Buffer.of(TRAILER)]);
  return { bytes: whole, width, height, orientation: 1, frames, mayShrink: true };
}

/** Bytes of the colour table that the flags of a screen or frame tell of. */
function colours(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

/** Behind the empty block that ends a row of blocks, each of which begins with its length. */
function endOfBlocks(bytes: Buffer, from: number): number {
  let at = from;
  for (;;) {
    const length = slice(bytes, at, 1)[0] as number;
    at += 1 + length;
    if (length === 0) return at;
  }
}

/** How long the next frame is shown, what becomes of it, and which colour is none. */
function controlBlock(blocks: Buffer): Buffer {
  if (blocks[0] !== 4) throw broken();
  return Buffer.concat([Buffer.of(EXTENSION, CONTROL, 4), slice(blocks, 1, 4), Buffer.of(0)]);
}

function loopBlock(blocks: Buffer): Buffer[] {
  if (blocks[0] !== 11 || !LOOPS.has(blocks.toString('latin1', 1, 12))) return [];
  if (blocks[12] !== 3 || blocks[13] !== 1) return [];
  return [Buffer.concat([Buffer.of(EXTENSION, APPLICATION), slice(blocks, 0, 16), Buffer.of(0)])];
}
