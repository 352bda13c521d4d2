import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ZodError } from 'zod';
import { broken, FileRefusal } from '../files/file-refusal.js';
import { MAX_PIXELS, THUMB_SIDE, type FileLimits } from '../files/file-limits.js';
import type { CleanFile } from '../files/clean-file.js';
import { cleanPng } from '../pictures/png.js';
import { thumbnail, type Thumbnail } from '../pictures/decode.js';
import { ChildFailed } from './bounded-child.js';
import { checkWebm } from './ebml.js';
import { drawFrame, listStreams, play, remux, type FfmpegPrograms, type Stream } from './ffmpeg.js';
import { blankVorbisComments } from './vorbis.js';

const PICTURE_CODECS = new Set(['vp8', 'vp9', 'av1']);
const SOUND_CODECS = new Set(['opus', 'vorbis']);
const REMUXED = 'remuxed.webm';

interface Size {
  width: number;
  height: number;
}

/**
 * Checks a webm's streams, size and length, and writes it anew without its metadata, nothing encoded again. `folder`
 * is the file's own; what is made on the way is left in it. Throws `FileRefusal`.
 */
export async function cleanVideo(
  folder: string,
  name: string,
  limits: FileLimits,
  programs: FfmpegPrograms,
): Promise<CleanFile> {
  checkWebm(await readFile(join(folder, name)));
  return orBroken(async () => {
    const picture = checkStreams(await listStreams(programs, folder, name));
    const size = checkSize(picture);
    const maxBytes = 2 * limits.bytes;
    await remux(programs, folder, name, REMUXED, maxBytes);
    if ((await stat(join(folder, REMUXED))).size >= maxBytes) throw broken();
    // Length and size as the upload states them may be lies, or missing; these are what a player finds.
    const { durationMs, ...played } = await play(programs, folder, REMUXED);
    if (played.width !== picture.width || played.height !== picture.height) throw broken();
    if (durationMs > limits.videoMs) {
      throw new FileRefusal('video_too_long', { maxMs: limits.videoMs, gotMs: durationMs });
    }
    const thumb = await drawThumbnail(programs, folder, size, durationMs);
    const bytes = await readFile(join(folder, REMUXED));
    blankVorbisComments(bytes);
    return { mime: 'video/webm', bytes, ...size, durationMs, thumb };
  });
}

/** One picture stream, at most one of sound, nothing else: no subtitles, fonts or cover pictures. Answers with the first. */
function checkStreams(streams: Stream[]): Stream {
  const pictures = streams.filter((stream) => stream.codec_type === 'video');
  const sounds = streams.filter((stream) => stream.codec_type === 'audio');
  const isTaken =
    pictures.length === 1 &&
    sounds.length <= 1 &&
    pictures.length + sounds.length === streams.length &&
    pictures.every(({ codec_name }) => PICTURE_CODECS.has(codec_name)) &&
    sounds.every(({ codec_name }) => SOUND_CODECS.has(codec_name));
  const [picture] = pictures;
  if (isTaken && picture) return picture;
  const found = streams.map((stream) => `${stream.codec_type}/${stream.codec_name}`).join(', ');
  throw new FileRefusal('video_streams', { found: found.slice(0, 200) || 'none' });
}

/** The size at which it is shown: its pixels need not be square. */
function checkSize({ width, height, sample_aspect_ratio }: Stream): Size {
  const size = { width: Math.round(width * aspect(sample_aspect_ratio)), height };
  if (size.width < 1 || size.height < 1) throw broken();
  const pixels = Math.max(size.width, width) * height;
  if (pixels > MAX_PIXELS) throw new FileRefusal('too_many_pixels', { max: MAX_PIXELS, got: pixels });
  return size;
}

/** Width of a pixel, its height being 1; "0:1" and the like mean that nobody knows. */
function aspect(ratio: string): number {
  const [wide = 0, high = 0] = ratio.split(':').map(Number);
  return wide > 0 && high > 0 ? wide / high : 1;
}

/** The picture at 5 % of the length; where that cannot be had in time, the first one. */
async function drawThumbnail(
  programs: FfmpegPrograms,
  folder: string,
  size: Size,
  durationMs: number,
): Promise<Thumbnail> {
  const shrink = Math.min(1, THUMB_SIDE / Math.max(size.width, size.height));
  const width = Math.max(1, Math.round(size.width * shrink));
  const height = Math.max(1, Math.round(size.height * shrink));
  for (const atMs of [Math.round(durationMs * 0.05), 0]) {
    try {
      const png = await drawFrame(programs, folder, REMUXED, { atMs, width, height });
      if (png) return await thumbnail(cleanPng(png));
    } catch (error) {
      if (!(error instanceof ChildFailed)) throw error;
    }
  }
  throw broken();
}

async function orBroken<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ChildFailed || error instanceof SyntaxError || error instanceof ZodError
      ? broken(error)
      : error;
  }
}
