import { checkWebm } from './ebml.js';
import { checkMp4 } from './mp4.js';
import { blankVorbisComments } from './vorbis.js';

/** A kind of video file, with what of it is taken: what the browsers of today play. */
export interface Container {
  mime: 'video/webm' | 'video/mp4';
  /** What ffmpeg calls it: to read (one of `demuxers`), and to write. */
  demuxer: string;
  demuxers: string;
  muxer: readonly string[];
  pictures: ReadonlySet<string>;
  sounds: ReadonlySet<string>;
  /** Streams that tell of the film (place, time, chapters): left out rather than refused. */
  ignored: ReadonlySet<string>;
  /** Throws `FileRefusal` for a file that is not whole, which ffmpeg would not mind. */
  check(bytes: Buffer): void;
  /** Does what ffmpeg cannot to what it wrote. */
  finish(bytes: Buffer): void;
}

export const WEBM: Container = {
  mime: 'video/webm',
  demuxer: 'matroska',
  demuxers: 'matroska,webm',
  muxer: ['-f', 'webm'],
  pictures: new Set(['vp8', 'vp9', 'av1']),
  sounds: new Set(['opus', 'vorbis']),
  ignored: new Set(),
  check: checkWebm,
  finish: blankVorbisComments,
};

/** The index goes before the pictures, so that a browser plays while it loads. */
export const MP4: Container = {
  mime: 'video/mp4',
  demuxer: 'mov',
  demuxers: 'mov',
  muxer: ['-movflags', '+faststart', '-f', 'mp4'],
  pictures: new Set(['h264', 'vp9', 'av1']),
  sounds: new Set(['aac', 'mp3', 'opus']),
  ignored: new Set(['data']),
  check: checkMp4,
  finish: () => undefined,
};
