/** `node tools/draw-icons.ts`: draws the board's icons for those who take no SVG, from the one that is one. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { ROOT } from './local/settings.ts';

const FOLDER = join(ROOT, 'apps/renderer/src/assets');
const ICO_SIZES = [16, 32, 48];
const TOUCH_SIZE = 180;

const svg = await readFile(join(FOLDER, 'favicon.svg'), 'utf8');

/** A square PNG of so many pixels. */
function png(size: number, drawing = svg): Promise<Buffer> {
  // 72 dpi is one pixel for each of the drawing's 32 units.
  return sharp(Buffer.from(drawing), { density: (72 * size) / 32 })
    .resize(size, size)
    .png({ compressionLevel: 9, palette: size > 100 })
    .toBuffer();
}

/** Pictures as one .ico: a head of 6 bytes, 16 bytes about each, then each as PNG. */
function ico(pictures: { size: number; bytes: Buffer }[]): Buffer {
  const head = Buffer.alloc(6 + 16 * pictures.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pictures.length, 4);
  let offset = head.length;
  for (const [index, { size, bytes }] of pictures.entries()) {
    const at = 6 + 16 * index;
    head.set([size, size, 0, 0, 1, 0, 32, 0], at);
    head.writeUInt32LE(bytes.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += bytes.length;
  }
  return Buffer.concat([head, ...pictures.map(({ bytes }) => bytes)]);
}

const pictures = await Promise.all(ICO_SIZES.map(async (size) => ({ size, bytes: await png(size) })));
await writeFile(join(FOLDER, 'favicon.ico'), ico(pictures));
// Phones round the corners themselves, and paint what is transparent black.
await writeFile(join(FOLDER, 'apple-touch-icon.png'), await png(TOUCH_SIZE, svg.replace(/ rx="\d+"/, '')));
