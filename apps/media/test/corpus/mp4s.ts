import { MARKER } from './bytes.js';
import { broken, type Case, notTaken } from './case.js';
import { AAC, ffmpeg, H264, MOVING, SOUND, VP9 } from './films.js';

const size = { mime: 'video/mp4' as const, width: 320, height: 180 };
const mute = { ...size, durationMs: 4_000 };
const sounding = { ...mute, audio: true };
/** The same word wherever an mp4 has room for words, and a place. */
const TAGS = [
  ...['-metadata', `title=${MARKER}`, '-metadata', `comment=${MARKER}`, '-metadata', 'location=+59.9+30.3/'],
  ...['-metadata:s:v', `handler_name=${MARKER}`, '-metadata:s:a', `handler_name=${MARKER}`],
  ...['-metadata', `own=${MARKER}`, '-movflags', 'use_metadata_tags'],
];
const WORDS_BETWEEN_FRAMES = [
  '-bsf:v',
  `h264_metadata=sei_user_data=086f3693-b7b3-4f2c-9653-21492feee5b8+${MARKER}`,
];

const one = (name: string, ...args: string[]): Promise<Buffer> => ffmpeg([...MOVING, ...args, name]);

export async function mp4Cases(): Promise<Case[]> {
  const [late, early, tagged, frameWords, fragments, mov] = await Promise.all([
    ffmpeg([...MOVING, ...SOUND, ...H264, ...AAC, 'x.mp4']),
    ffmpeg([...MOVING, ...SOUND, ...H264, ...AAC, '-movflags', '+faststart', 'x.mp4']),
    ffmpeg([...MOVING, ...SOUND, ...H264, ...AAC, ...TAGS, 'x.mp4']),
    one('x.mp4', ...H264, ...WORDS_BETWEEN_FRAMES),
    one('x.mp4', ...H264, '-g', '5', '-movflags', 'frag_keyframe+empty_moov'),
    one('x.mov', ...H264),
  ]);
  const chapters = await ffmpeg(
    ['-i', 'chapters.txt', ...MOVING, '-map', '1:v', '-map_chapters', '0', ...H264, 'x.mp4'],
    {
      'chapters.txt': `;FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=2000\ntitle=${MARKER}\n`,
    },
  );
  const subtitled = await ffmpeg(
    ['-i', 's.srt', ...MOVING, '-map', '1:v', '-map', '0', ...H264, '-c:s', 'mov_text', 'x.mp4'],
    { 's.srt': '1\n00:00:00,000 --> 00:00:02,000\nhello\n' },
  );
  const head = late.subarray(0, late.readUInt32BE(0));
  const playlist = '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n/etc/passwd\n#EXT-X-ENDLIST\n';
  const streams = (found: string) => ({ reason: 'video_streams' as const, details: { found } });
  return [
    { what: 'an mp4 with its index at the end', bytes: late, verdict: sounding },
    { what: 'an mp4 with its index first', bytes: early, verdict: sounding },
    { what: 'an mp4 with tags everywhere and a place', bytes: tagged, verdict: sounding },
    { what: 'an mp4 without sound', bytes: await one('x.mp4', ...H264), verdict: mute },
    { what: 'an mp4 with words between its frames', bytes: frameWords, verdict: mute },
    { what: 'an mp4 in fragments', bytes: fragments, verdict: mute },
    { what: 'an mp4 with chapters', bytes: chapters, verdict: mute },
    {
      what: 'an mp4 with a track of the time of day',
      bytes: await one('x.mp4', ...H264, '-timecode', '01:02:03:04', '-write_tmcd', '1'),
      verdict: mute,
    },
    {
      what: 'an mp4 of a phone that was held upright',
      bytes: await upright(early),
      verdict: { ...sounding, width: 180, height: 320 },
    },
    {
      what: 'an mp4 whose pixels are not square',
      bytes: await one('x.mp4', ...H264, '-vf', 'setsar=2'),
      verdict: { ...mute, width: 640 },
    },
    {
      what: 'an av1 mp4',
      bytes: await one('x.mp4', '-c:v', 'libsvtav1', '-preset', '12', '-t', '1'),
      verdict: { ...size, durationMs: 1_000 },
    },
    { what: 'a vp9 mp4', bytes: await one('x.mp4', ...VP9), verdict: mute },
    {
      what: 'an mp4 with the sound of an mp3',
      bytes: await ffmpeg([...MOVING, ...SOUND, ...H264, '-c:a', 'libmp3lame', 'x.mp4']),
      verdict: sounding,
    },
    {
      what: 'an mp4 with a page behind its end',
      bytes: Buffer.concat([late, Buffer.from(`<script>${MARKER}</script>`)]),
      verdict: sounding,
    },
    { what: 'an mp4 cut in the middle', bytes: late.subarray(0, late.length / 2), verdict: broken },
    {
      what: 'an mp4 with its index first, cut in the middle',
      bytes: early.subarray(0, early.length / 2),
      verdict: broken,
    },
    { what: 'an mp4 without its last byte', bytes: early.subarray(0, -1), verdict: broken },
    { what: 'the head of an mp4 and nothing else', bytes: head, verdict: broken },
    {
      what: 'the head of an mp4, then a playlist',
      bytes: Buffer.concat([head, Buffer.from(playlist)]),
      verdict: broken,
    },
    {
      what: 'an mp4 of sound alone',
      bytes: await ffmpeg([...SOUND, ...AAC, 'x.mp4']),
      verdict: streams('audio/aac'),
    },
    {
      what: 'an mp4 of two pictures',
      bytes: await ffmpeg([...MOVING, ...MOVING, '-map', '0', '-map', '1', ...H264, 'x.mp4']),
      verdict: streams('video/h264, video/h264'),
    },
    {
      what: 'an mp4 with subtitles',
      bytes: subtitled,
      verdict: streams('video/h264, subtitle/mov_text'),
    },
    {
      what: 'an mp4 of a codec that few browsers play',
      bytes: await one('x.mp4', '-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=none'),
      verdict: streams('video/hevc'),
    },
    {
      what: 'an mp4 of colours that browsers do not play',
      bytes: await one('x.mp4', '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv444p'),
      verdict: streams('video/h264 yuv444p'),
    },
    {
      what: 'an mp4 that is too long',
      bytes: await ffmpeg(['-f', 'lavfi', '-i', 'color=s=32x32:r=1:d=31', ...H264, 'x.mp4']),
      verdict: { reason: 'video_too_long', details: { maxMs: 30_000, gotMs: 31_000 } },
    },
    // ffmpeg believes what the pictures say of themselves, and writes that.
    { what: 'an mp4 that claims to be 20000 pixels a side', bytes: lying(late), verdict: sounding },
    {
      what: 'an mp4 of 48 megapixels',
      bytes: await ffmpeg(['-f', 'lavfi', '-i', 'color=s=8000x6000:r=1:d=1', ...H264, 'x.mp4']),
      verdict: { reason: 'too_many_pixels', details: { got: 48_000_000 } },
    },
    { what: 'a quicktime film', bytes: mov, verdict: notTaken('video/quicktime') },
  ];
}

/** The film turned by its description alone, as phones do it. */
async function upright(mp4: Buffer): Promise<Buffer> {
  const turn = ['-i', 'film.mp4', '-c', 'copy', '-metadata:s:v', 'rotate=90', 'x.mp4'];
  return ffmpeg(turn, { 'film.mp4': mp4 });
}

/** Another size where the film describes its pictures. */
function lying(mp4: Buffer): Buffer {
  const copy = Buffer.from(mp4);
  const at = copy.indexOf('avc1', copy.indexOf('stsd')) + 4;
  copy.writeUInt16BE(20_000, at + 24);
  copy.writeUInt16BE(20_000, at + 26);
  return copy;
}
