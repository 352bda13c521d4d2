import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { MAX_PIXELS } from '../files/file-limits.js';
import { runBounded } from './bounded-child.js';
import type { Container } from './containers.js';

export interface FfmpegPrograms {
  ffmpeg: string;
  ffprobe: string;
}

const PROBE_MS = 8_000;
const REMUX_MS = 15_000;
const FRAME_MS = 8_000;

/** A folder of one video's own, what kind of video it is, and what to work on it with. */
export interface Film {
  folder: string;
  container: Container;
  programs: FfmpegPrograms;
}

/**
 * The demuxer is forced and the only one, and reads files only: without this ffmpeg goes by content, and a playlist
 * named .webm would open whatever files it lists.
 */
function inputOf({ container }: Film): string[] {
  return [
    ...[
      '-v',
      'error',
      '-hide_banner',
      '-protocol_whitelist',
      'file',
      '-format_whitelist',
      container.demuxers,
    ],
    ...['-f', container.demuxer, '-threads', '1'],
  ];
}

/** Not for the first look: there ffmpeg would take a size beyond this for no size at all, and the refusal not say why. */
function boundedInputOf(film: Film): string[] {
  return [...inputOf(film), '-max_pixels', String(MAX_PIXELS)];
}

/** Takes out what is words and no picture: what an encoder, or a person, wrote between the frames. */
const WITHOUT_WORDS: Readonly<Record<string, string>> = {
  h264: 'filter_units=remove_types=6',
  av1: 'filter_units=remove_types=5|15',
};

const Streams = z.object({
  streams: z.array(
    z.object({
      codec_type: z.string().default('unknown'),
      codec_name: z.string().default('unknown'),
      pix_fmt: z.string().default('unknown'),
      width: z.number().default(0),
      height: z.number().default(0),
      sample_aspect_ratio: z.string().default('1:1'),
      side_data_list: z.array(z.object({ rotation: z.number().default(0) })).default([]),
    }),
  ),
});
export type Stream = z.infer<typeof Streams>['streams'][number];

const Played = z.object({
  frames: z.tuple([z.object({ width: z.number(), height: z.number() })]),
  format: z.object({ duration: z.coerce.number().nonnegative() }),
});

/** What a video says is in it. Throws `ChildFailed`, as all of these do, or a ZodError when the answer makes no sense. */
export async function listStreams(film: Film, name: string): Promise<Stream[]> {
  const wanted =
    'stream=codec_type,codec_name,pix_fmt,width,height,sample_aspect_ratio:stream_side_data=rotation';
  const { streams } = Streams.parse(await probe(film, name, [...inputOf(film), '-show_entries', wanted]));
  return streams;
}

/** How long a video is, and the size of its first picture, decoded. */
export async function play(
  film: Film,
  name: string,
): Promise<{ durationMs: number; width: number; height: number }> {
  const first = ['-select_streams', 'v:0', '-read_intervals', '%+#1'];
  const wanted = ['-show_entries', 'frame=width,height:format=duration'];
  const answer = await probe(film, name, [...boundedInputOf(film), ...first, ...wanted]);
  const { frames, format } = Played.parse(answer);
  return { durationMs: Math.round(format.duration * 1000), ...frames[0] };
}

async function probe({ programs, folder }: Film, name: string, args: string[]): Promise<unknown> {
  const whole = [...args, '-of', 'json', `file:${join(folder, name)}`];
  return JSON.parse(await runBounded(programs.ffprobe, whole, { folder, wallMs: PROBE_MS }));
}

/**
 * Writes the first picture and sound stream of a video anew, without tags, chapters, names or words between its frames;
 * at most about `maxBytes`. `codec` is that of its pictures.
 */
export async function remux(
  film: Film,
  from: string,
  to: string,
  { codec, maxBytes }: { codec: string; maxBytes: number },
): Promise<void> {
  const { folder, container, programs } = film;
  const filter = Object.hasOwn(WITHOUT_WORDS, codec) ? WITHOUT_WORDS[codec] : undefined;
  const args = [
    ...['-nostdin', ...boundedInputOf(film), '-i', `file:${join(folder, from)}`],
    ...['-map', '0:v:0', '-map', '0:a:0?', '-c', 'copy', ...(filter ? ['-bsf:v', filter] : [])],
    ...['-map_metadata', '-1', '-map_metadata:s:v', '-1', '-map_metadata:s:a', '-1', '-map_chapters', '-1'],
    ...['-fflags', '+bitexact', '-flags:v', '+bitexact', '-flags:a', '+bitexact'],
    ...['-fs', String(maxBytes), ...container.muxer, `file:${join(folder, to)}`],
  ];
  await runBounded(programs.ffmpeg, args, { folder, wallMs: REMUX_MS });
}

/** The picture that is shown at a time, as a PNG of the given size; undefined when the time is behind the last one. */
export async function drawFrame(
  film: Film,
  from: string,
  frame: { atMs: number; width: number; height: number },
): Promise<Buffer | undefined> {
  const { folder, programs } = film;
  const to = join(folder, 'frame.png');
  const at = (frame.atMs / 1000).toFixed(3);
  const args = [
    ...['-nostdin', ...boundedInputOf(film), '-ss', at, '-i', `file:${join(folder, from)}`],
    ...['-map', '0:v:0', '-frames:v', '1', '-vf', `scale=${frame.width}:${frame.height}`, '-threads', '1'],
    ...['-c:v', 'png', '-f', 'image2', '-update', '1', `file:${to}`],
  ];
  await runBounded(programs.ffmpeg, args, { folder, wallMs: FRAME_MS });
  return existsSync(to) ? await readFile(to) : undefined;
}
