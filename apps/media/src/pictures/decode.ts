import type { Sharp, SharpOptions } from 'sharp';
import { broken } from '../files/file-refusal.js';
import { MAX_FRAME_PIXELS, MAX_PIXELS, THUMB_SIDE } from '../files/file-limits.js';
import type { CleanPicture } from './clean-picture.js';
import { isSideways } from './exif.js';
import { sharp } from './sharp.js';

/** A decoder that needs more than this has been given something to choke on. */
const DECODE_SECONDS = 10;
const THUMB_QUALITY = 75;

export interface Thumbnail {
  bytes: Buffer;
  width: number;
  height: number;
}

/**
 * A webp of at most 250 pixels a side, upright. Reads every pixel of the picture, so that a truncated one is found.
 * Throws `FileRefusal` when it cannot be decoded, or is not of the size that its headers said.
 */
export async function thumbnail(picture: CleanPicture): Promise<Thumbnail> {
  const open = await opener(picture);
  return decoding(async () => {
    const { width, height } = await open().metadata();
    if (!hasSize(picture, width, height)) throw new Error('another size than its headers say');
    if (picture.frames > 1) await open({ animated: true }).resize({ width: 1 }).raw().toBuffer();
    const { data, info } = await open()
      .autoOrient()
      .resize({ width: THUMB_SIDE, height: THUMB_SIDE, fit: 'inside', withoutEnlargement: true })
      .webp({ quality: THUMB_QUALITY })
      .toBuffer({ resolveWithObject: true });
    return { bytes: data, width: info.width, height: info.height };
  });
}

/**
 * The picture turned upright, drawn anew: for types whose orientation browsers do not agree on. PNG loses nothing by
 * it. Throws `FileRefusal` when it cannot be decoded.
 */
export async function upright(
  picture: CleanPicture,
  mime: 'image/png' | 'image/webp',
): Promise<CleanPicture> {
  const open = await opener(picture);
  return decoding(async () => {
    const turned = turn(open(), picture.orientation).keepIccProfile();
    const bytes = await (mime === 'image/png' ? turned.png() : turned.webp({ quality: 90 })).toBuffer();
    const { width, height } = picture;
    const size = isSideways(picture.orientation) ? { width: height, height: width } : { width, height };
    return { bytes, ...size, orientation: 1, frames: 1 };
  });
}

/** The eight orientations of EXIF as a mirror, then a turn to the right: the order in which sharp does them. */
function turn(image: Sharp, orientation: number): Sharp {
  const degrees = { 3: 180, 4: 180, 5: 270, 6: 90, 7: 90, 8: 270 }[orientation] ?? 0;
  return ([2, 4, 5, 7].includes(orientation) ? image.flop() : image).rotate(degrees);
}

function hasSize(picture: CleanPicture, width: number, height: number): boolean {
  if (picture.mayShrink) return width <= picture.width && height <= picture.height;
  return width === picture.width && height === picture.height;
}

async function opener(picture: CleanPicture): Promise<(options?: SharpOptions) => Sharp> {
  const library = await sharp();
  return (options) =>
    library(picture.bytes, {
      limitInputPixels: picture.frames > 1 ? MAX_FRAME_PIXELS : MAX_PIXELS,
      sequentialRead: true,
      failOn: 'warning',
      ...options,
    }).timeout({ seconds: DECODE_SECONDS });
}

async function decoding<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw broken(error);
  }
}
