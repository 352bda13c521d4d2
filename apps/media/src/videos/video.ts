import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ZodError } from 'zod';
import { broken, FileRefusal } from '../files/file-refusal.js';
import { MAX_PIXELS, THUMB_SIDE, type FileLimits } from '../files/file-limits.js';
import type { CleanFile } from '../files/clean-file.js';
import { cleanPng } from '../pictures/png.js';
import { thumbnail, type Thumbnail } from '../pictures/decode.js';
import { ChildFailed } from './bounded-child.js';
import type { Container } from './containers.js';
import { drawFrame, type Film, listStreams, play, remux, type Stream } from './ffmpeg.js';

const UPLOAD = 'upload';
const REMUXED = 'remuxed';
/** What browsers play of h264; of the other codecs they play whatever they play. */
const H264_PIXELS = new Set(['yuv420p', 'yuvj420p']);

interface Size {
  width: number;
  height: number;
}

/**
 * Checks a video's streams, size and length, and writes it anew without its metadata, nothing encoded again. The
 * folder is the file's own; what is made on the way is left in it. Throws `FileRefusal`.
 */
export async function cleanVideo(film: Film, upload: Buffer, limits: FileLimits): Promise<CleanFile> {
  const { folder, container } = film;
  container.check(upload);
  await writeFile(join(folder, UPLOAD), upload, { flag: 'wx', mode: 0o600 });
  return orBroken(async () => {
    const { picture, audio } = checkStreams(await listStreams(film, UPLOAD), container);
    const size = checkSize(picture);
    const maxBytes = 2 * limits.bytes;
    await remux(film, UPLOAD, REMUXED, { codec: picture.codec_name, maxBytes });
    if ((await stat(join(folder, REMUXED))).size >= maxBytes) throw broken();
    // Length and size as the upload states them may be lies, or missing; these are what a player finds.
    const { durationMs, ...played } = await play(film, REMUXED);
    if (played.width !== picture.width || played.height !== picture.height) throw broken();
    if (durationMs > limits.videoMs) {
      throw new FileRefusal('video_too_long', { maxMs: limits.videoMs, gotMs: durationMs });
    }
    const thumb = await drawThumbnail(film, size, durationMs);
    const bytes = await readFile(join(folder, REMUXED));
    container.finish(bytes);
    return { mime: container.mime, bytes, ...size, durationMs, audio, thumb };
  });
}

/** One picture stream, at most one of sound, nothing else: no subtitles, fonts or cover pictures. */
function checkStreams(streams: Stream[], container: Container): { picture: Stream; audio: boolean } {
  const told = streams.filter((stream) => !container.ignored.has(stream.codec_type));
  const pictures = told.filter((stream) => stream.codec_type === 'video');
  const sounds = told.filter((stream) => stream.codec_type === 'audio');
  const isTaken =
    pictures.length === 1 &&
    sounds.length <= 1 &&
    pictures.length + sounds.length === told.length &&
    pictures.every((stream) => container.pictures.has(stream.codec_name) && hasPlainPixels(stream)) &&
    sounds.every(({ codec_name }) => container.sounds.has(codec_name));
  const [picture] = pictures;
  if (isTaken && picture) return { picture, audio: sounds.length > 0 };
  const found = streams.map(nameOf).join(', ');
  throw new FileRefusal('video_streams', { found: found.slice(0, 200) || 'none' });
}

function hasPlainPixels({ codec_name, pix_fmt }: Stream): boolean {
  return codec_name !== 'h264' || H264_PIXELS.has(pix_fmt);
}

function nameOf(stream: Stream): string {
  const name = `${stream.codec_type}/${stream.codec_name}`;
  return hasPlainPixels(stream) ? name : `${name} ${stream.pix_fmt}`;
}

/** The size at which it is shown: its pixels need not be square, and a phone may have been held upright. */
function checkSize(picture: Stream): Size {
  const { width, height, sample_aspect_ratio, side_data_list } = picture;
  const size = { width: Math.round(width * aspect(sample_aspect_ratio)), height };
  if (size.width < 1 || size.height < 1) throw broken();
  const pixels = Math.max(size.width, width) * height;
  if (pixels > MAX_PIXELS) throw new FileRefusal('too_many_pixels', { max: MAX_PIXELS, got: pixels });
  const isSideways = side_data_list.some(({ rotation }) => Math.abs(rotation) % 180 === 90);
  return isSideways ? { width: size.height, height: size.width } : size;
}

/** Width of a pixel, its height being 1; "0:1" and the like mean that nobody knows. */
function aspect(ratio: string): number {
  const [wide = 0, high = 0] = ratio.split(':').map(Number);
  return wide > 0 && high > 0 ? wide / high : 1;
}

/** The picture at 5 % of the length; where that cannot be had in time, the first one. */
async function drawThumbnail(film: Film, size: Size, durationMs: number): Promise<Thumbnail> {
  const shrink = Math.min(1, THUMB_SIDE / Math.max(size.width, size.height));
  const width = Math.max(1, Math.round(size.width * shrink));
  const height = Math.max(1, Math.round(size.height * shrink));
  for (const atMs of [Math.round(durationMs * 0.05), 0]) {
    try {
      const png = await drawFrame(film, REMUXED, { atMs, width, height });
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
