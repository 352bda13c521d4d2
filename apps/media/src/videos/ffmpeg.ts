import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { MAX_PIXELS } from '../files/file-limits.js';
import { runBounded } from './bounded-child.js';

export interface FfmpegPrograms {
  ffmpeg: string;
  ffprobe: string;
}

const PROBE_MS = 8_000;
const REMUX_MS = 15_000;
const FRAME_MS = 8_000;

/**
 * The demuxer is forced and the only one, and reads files only: without this ffmpeg goes by content, and a playlist
 * named .webm would open whatever files it lists.
 */
const INPUT = [
  ...['-v', 'error', '-hide_banner', '-protocol_whitelist', 'file', '-format_whitelist', 'matroska,webm'],
  ...['-f', 'matroska', '-threads', '1'],
];
/** Not for the first look: there ffmpeg would take a size beyond this for no size at all, and the refusal not say why. */
const BOUNDED_INPUT = [...INPUT, '-max_pixels', String(MAX_PIXELS)];

const Streams = z.object({
  streams: z.array(
    z.object({
      codec_type: z.string().default('unknown'),
      codec_name: z.string().default('unknown'),
      width: z.number().default(0),
      height: z.number().default(0),
      sample_aspect_ratio: z.string().default('1:1'),
    }),
  ),
});
export type Stream = z.infer<typeof Streams>['streams'][number];

const Played = z.object({
  frames: z.tuple([z.object({ width: z.number(), height: z.number() })]),
  format: z.object({ duration: z.coerce.number().nonnegative() }),
});

/** What a webm says is in it. Throws `ChildFailed`, as all of these do, or a ZodError when the answer makes no sense. */
export async function listStreams(programs: FfmpegPrograms, folder: string, name: string): Promise<Stream[]> {
  const wanted = 'stream=codec_type,codec_name,width,height,sample_aspect_ratio';
  const { streams } = Streams.parse(await probe(programs, folder, name, [...INPUT, '-show_entries', wanted]));
  return streams;
}

/** How long a webm is, and the size of its first picture, decoded. */
export async function play(
  programs: FfmpegPrograms,
  folder: string,
  name: string,
): Promise<{ durationMs: number; width: number; height: number }> {
  const wanted = 'frame=width,height:format=duration';
  const first = [
    ...BOUNDED_INPUT,
    '-select_streams',
    'v:0',
    '-read_intervals',
    '%+#1',
    '-show_entries',
    wanted,
  ];
  const { frames, format } = Played.parse(await probe(programs, folder, name, first));
  return { durationMs: Math.round(format.duration * 1000), ...frames[0] };
}

async function probe(
  { ffprobe }: FfmpegPrograms,
  folder: string,
  name: string,
  args: string[],
): Promise<unknown> {
  const whole = [...args, '-of', 'json', `file:${join(folder, name)}`];
  return JSON.parse(await runBounded(ffprobe, whole, { folder, wallMs: PROBE_MS }));
}

/** Writes the first picture and sound stream of a webm anew, without tags, chapters or names; at most about `maxBytes`. */
export async function remux(
  { ffmpeg }: FfmpegPrograms,
  folder: string,
  from: string,
  to: string,
  maxBytes: number,
): Promise<void> {
  const args = [
    ...['-nostdin', ...BOUNDED_INPUT, '-i', `file:${join(folder, from)}`],
    ...['-map', '0:v:0', '-map', '0:a:0?', '-c', 'copy'],
    ...['-map_metadata', '-1', '-map_metadata:s:v', '-1', '-map_metadata:s:a', '-1', '-map_chapters', '-1'],
    ...['-fflags', '+bitexact', '-flags:v', '+bitexact', '-flags:a', '+bitexact'],
    ...['-fs', String(maxBytes), '-f', 'webm', `file:${join(folder, to)}`],
  ];
  await runBounded(ffmpeg, args, { folder, wallMs: REMUX_MS });
}

/** The picture that is shown at a time, as a PNG of the given size; undefined when the time is behind the last one. */
export async function drawFrame(
  { ffmpeg }: FfmpegPrograms,
  folder: string,
  from: string,
  frame: { atMs: number; width: number; height: number },
): Promise<Buffer | undefined> {
  const to = join(folder, 'frame.png');
  const args = [
    ...[
      '-nostdin',
      ...BOUNDED_INPUT,
      '-ss',
      (frame.atMs / 1000).toFixed(3),
      '-i',
      `file:${join(folder, from)}`,
    ],
    ...['-map', '0:v:0', '-frames:v', '1', '-vf', `scale=${frame.width}:${frame.height}`, '-threads', '1'],
    ...['-c:v', 'png', '-f', 'image2', '-update', '1', `file:${to}`],
  ];
  await runBounded(ffmpeg, args, { folder, wallMs: FRAME_MS });
  return existsSync(to) ? await readFile(to) : undefined;
}
