import { MARKER } from './bytes.js';
import { broken, notTaken, type Case } from './case.js';
import { ffmpeg, MOVING, patched, SOUND, VP8, VP9, withVendor } from './films.js';

const tags = [
  '-metadata',
  `title=${MARKER}`,
  '-metadata:s:v:0',
  `title=${MARKER}`,
  '-metadata:s:a:0',
  `title=${MARKER}`,
];
const size = { mime: 'video/webm' as const, width: 320, height: 180 };
const OPUS = ['-c:a', 'libopus', '-b:a', '32k'];
const VORBIS = ['-c:a', 'libvorbis'];

export async function videoCases(): Promise<Case[]> {
  const [vp8, vp9, live, oneFrame, chapters] = await Promise.all([
    ffmpeg([...MOVING, ...SOUND, ...VP8, ...VORBIS, ...tags, 'vp8.webm']),
    ffmpeg([...MOVING, ...SOUND, ...VP9, ...OPUS, ...tags, 'vp9.webm']),
    ffmpeg([...MOVING, ...VP8, '-live', '1', 'live.webm']),
    ffmpeg([...MOVING, ...VP8, '-frames:v', '1', 'one.webm']),
    ffmpeg(['-i', 'chapters.txt', ...MOVING, '-map', '1:v', '-map_chapters', '0', ...VP8, 'chapters.webm'], {
      'chapters.txt': `;FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=2000\ntitle=${MARKER}\n`,
    }),
  ]);
  const segmentAt = vp8.indexOf(Buffer.from('18538067', 'hex'));
  const two = await ffmpeg([...MOVING, ...MOVING, '-map', '0', '-map', '1', ...VP8, 'two.webm']);
  const subtitled = await ffmpeg(
    ['-i', 's.srt', ...MOVING, '-map', '1:v', '-map', '0', ...VP8, '-c:s', 'webvtt', 's.webm'],
    {
      's.srt': '1\n00:00:00,000 --> 00:00:02,000\nhello\n',
    },
  );
  const h264 = await ffmpeg([...MOVING, '-c:v', 'libx264', '-preset', 'ultrafast', 'x.mkv']);
  const matroska = await ffmpeg([...MOVING, ...VP8, 'x.mkv']);
  const asWebm = (mkv: Buffer): Buffer =>
    patched(
      mkv,
      Buffer.from('\x42\x82\x88matroska', 'latin1'),
      Buffer.from('\x42\x82\x88webm\0\0\0\0', 'latin1'),
    );
  const square = await ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=s=300x300:r=10:d=1', ...VP8, 'square.webm']);
  const wide = patched(square, Buffer.from('b082012c', 'hex'), Buffer.from('b0827fff', 'hex'));
  const huge = patched(wide, Buffer.from('ba82012c', 'hex'), Buffer.from('ba827fff', 'hex'));
  const playlist = '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n/etc/passwd\n#EXT-X-ENDLIST\n';
  return [
    {
      what: 'a vp8 and vorbis webm with tags everywhere',
      bytes: vp8,
      verdict: { ...size, durationMs: 4_000, audio: true },
    },
    {
      what: 'a vorbis webm with a word inside its sound’s own data',
      bytes: withVendor(vp8, MARKER),
      verdict: { ...size, durationMs: 4_000, audio: true },
    },
    {
      what: 'a vp9 and opus webm with tags everywhere',
      bytes: vp9,
      verdict: { ...size, durationMs: 4_000, audio: true },
    },
    {
      what: 'an av1 webm',
      bytes: await ffmpeg([...MOVING, '-c:v', 'libsvtav1', '-preset', '12', '-t', '1', 'a.webm']),
      verdict: { ...size, durationMs: 1_000 },
    },
    {
      what: 'a webm without sound',
      bytes: await ffmpeg([...MOVING, ...VP9, 'mute.webm']),
      verdict: { ...size, durationMs: 4_000 },
    },
    {
      what: 'a live recording that does not say how long it is',
      bytes: live,
      verdict: { ...size, durationMs: 4_000 },
    },
    { what: 'a webm of one frame', bytes: oneFrame, verdict: { ...size, durationMs: 100 } },
    { what: 'a webm with chapters', bytes: chapters, verdict: { ...size, durationMs: 4_000 } },
    {
      what: 'a webm whose pixels are not square',
      bytes: await ffmpeg([...MOVING, '-vf', 'setsar=2', ...VP8, 'sar.webm']),
      verdict: { mime: 'video/webm', width: 640, height: 180, durationMs: 4_000 },
    },
    {
      what: 'a webm with a page behind its end',
      bytes: Buffer.concat([vp8, Buffer.from(`<script>${MARKER}</script>`)]),
      verdict: { ...size, durationMs: 4_000, audio: true },
    },
    { what: 'a webm cut in the middle', bytes: vp8.subarray(0, vp8.length / 2), verdict: broken },
    { what: 'a webm without its last byte', bytes: vp8.subarray(0, -1), verdict: broken },
    { what: 'the header of a webm and nothing else', bytes: vp8.subarray(0, segmentAt), verdict: broken },
    {
      what: 'the header of a webm, then a playlist',
      bytes: Buffer.concat([vp8.subarray(0, segmentAt), Buffer.from(playlist)]),
      verdict: broken,
    },
    {
      what: 'the header of a webm, then zeros',
      bytes: Buffer.concat([vp8.subarray(0, segmentAt + 12), Buffer.alloc(50_000)]),
      verdict: broken,
    },
    {
      what: 'a webm of sound alone',
      bytes: await ffmpeg([...SOUND, ...OPUS, 'sound.webm']),
      verdict: { reason: 'video_streams', details: { found: 'audio/opus' } },
    },
    {
      what: 'a webm of two pictures',
      bytes: two,
      verdict: { reason: 'video_streams', details: { found: 'video/vp8, video/vp8' } },
    },
    {
      what: 'a webm with subtitles',
      bytes: subtitled,
      verdict: { reason: 'video_streams', details: { found: 'video/vp8, subtitle/webvtt' } },
    },
    {
      what: 'h264 that calls itself webm',
      bytes: asWebm(h264),
      verdict: { reason: 'video_streams', details: { found: 'video/h264' } },
    },
    {
      what: 'a webm that is too long',
      bytes: await ffmpeg(['-f', 'lavfi', '-i', 'color=s=32x32:r=1:d=31', ...VP8, 'long.webm']),
      verdict: { reason: 'video_too_long', details: { maxMs: 30_000, gotMs: 31_000 } },
    },
    { what: 'a webm that claims to be wider than its pictures', bytes: wide, verdict: broken },
    // ffmpeg believes no such size, and writes the true one.
    {
      what: 'a webm that claims to be 32767 pixels a side',
      bytes: huge,
      verdict: { mime: 'video/webm', width: 300, height: 300, durationMs: 1_000 },
    },
    {
      what: 'a webm of 48 megapixels',
      bytes: await ffmpeg(['-f', 'lavfi', '-i', 'color=s=8000x6000:r=1:d=1', ...VP8, 'huge.webm']),
      verdict: { reason: 'too_many_pixels', details: { got: 48_000_000 } },
    },
    { what: 'a matroska film', bytes: matroska, verdict: notTaken('video/matroska') },
  ];
}
