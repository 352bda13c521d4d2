import type { FileMime } from '@board/contracts';
import { FileRefusal } from '../files/file-refusal.js';
import { MAX_FRAME_PIXELS, MAX_FRAMES, MAX_PIXELS } from '../files/file-limits.js';
import type { CleanFile } from '../files/clean-file.js';
import type { CleanPicture } from './clean-picture.js';
import { thumbnail, upright } from './decode.js';
import { isSideways } from './exif.js';
import { cleanAvif } from './avif.js';
import { cleanGif } from './gif.js';
import { cleanJpeg } from './jpeg.js';
import { cleanPng } from './png.js';
import { cleanWebp } from './webp.js';

export type PictureMime = Exclude<FileMime, `video/${string}`>;

const CLEANERS: Readonly<Record<PictureMime, (bytes: Buffer) => CleanPicture>> = {
  'image/jpeg': cleanJpeg,
  'image/png': cleanPng,
  'image/gif': cleanGif,
  'image/webp': cleanWebp,
  'image/avif': cleanAvif,
};

/** Cleans a picture, checks it against the house's limits, then decodes it once, for its thumbnail. Throws `FileRefusal`. */
export async function cleanPicture(bytes: Buffer, mime: PictureMime): Promise<CleanFile> {
  const cleaned = CLEANERS[mime](bytes);
  checkSize(cleaned, mime);
  const picture =
    (mime === 'image/png' || mime === 'image/webp') && cleaned.orientation !== 1 && cleaned.frames === 1
      ? await upright(cleaned, mime)
      : cleaned;
  const thumb = await thumbnail(picture);
  const isTurned = mime === 'image/jpeg' && isSideways(picture.orientation);
  return {
    mime,
    bytes: picture.bytes,
    width: isTurned ? picture.height : picture.width,
    height: isTurned ? picture.width : picture.height,
    ...(picture.frames > 1 && { animated: true }),
    thumb,
  };
}

/** Types whose movement is kept. A moving PNG or AVIF is refused rather than stilled. */
const MOVING: ReadonlySet<PictureMime> = new Set(['image/gif', 'image/webp']);

function checkSize({ width, height, frames }: CleanPicture, mime: PictureMime): void {
  const pixels = width * height;
  if (pixels > MAX_PIXELS) throw new FileRefusal('too_many_pixels', { max: MAX_PIXELS, got: pixels });
  const max = MOVING.has(mime) ? Math.min(MAX_FRAMES, Math.floor(MAX_FRAME_PIXELS / pixels)) : 1;
  if (frames > max) throw new FileRefusal('too_many_frames', { max, got: frames });
}
