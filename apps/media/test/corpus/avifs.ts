import { MARKER, namedProfile } from './bytes.js';
import { broken, type Case, notTaken, type Taken } from './case.js';
import { ffmpeg, patched } from './films.js';
import { scene } from './pictures.js';

const taken: Taken = { mime: 'image/avif', width: 64, height: 48 };
const effort = { effort: 0 } as const;
/** The header of a still picture of AV1, 65536 pixels a side. */
const HUGE = Buffer.from('0a07183fffffffffc0', 'hex');

function u32(number: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(number);
  return bytes;
}

function mp4Box(type: string, data: Buffer | string): Buffer {
  const body = Buffer.from(data as string, 'latin1');
  return Buffer.concat([u32(body.length + 8), Buffer.from(type), body]);
}

/** An AVIF whose one picture has more behind its data, inside of it. */
function withPictureData(avif: Buffer, more: Buffer): Buffer {
  const mdat = avif.indexOf('mdat') - 4;
  const bytes = avif.length - mdat - 8;
  const longer = patched(avif, u32(bytes), u32(bytes + more.length));
  longer.writeUInt32BE(bytes + more.length + 8, mdat);
  return Buffer.concat([longer, more]);
}

/** Another size in the first property that says one. */
function withSize(avif: Buffer, width: number, height: number): Buffer {
  const copy = Buffer.from(avif);
  const at = copy.indexOf('ispe') + 8;
  copy.writeUInt32BE(width, at);
  copy.writeUInt32BE(height, at + 4);
  return copy;
}

async function ownedProfile(): Promise<Buffer> {
  const avif = await (await scene()).withIccProfile('p3').avif(effort).toBuffer();
  const at = avif.indexOf('colrprof') + 8;
  const profile = avif.subarray(at, at + avif.readUInt32BE(at));
  const owned = Buffer.from(avif);
  namedProfile(profile).copy(owned, at);
  return owned;
}

/** One still picture by the encoder of films, which writes no more than it must. */
function still(size: string, pixels = 'yuv420p'): Promise<Buffer> {
  const source = ['-f', 'lavfi', '-i', `testsrc2=s=${size}:d=0.1`, '-frames:v', '1', '-pix_fmt', pixels];
  return ffmpeg([...source, '-c:v', 'libaom-av1', '-cpu-used', '8', '-still-picture', '1', 'x.avif']);
}

export async function avifCases(): Promise<Case[]> {
  const avif = await (await scene()).removeAlpha().avif(effort).toBuffer();
  const plain = await still('64x48');
  const words = await (
    await scene()
  )
    .withExif({ IFD0: { Copyright: MARKER }, IFD3: { GPSLatitude: '59/1 56/1 0/1' } })
    .withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/">${MARKER}</x:xmpmeta>`)
    .avif(effort)
    .toBuffer();
  const unit = Buffer.from(`\x2a${String.fromCharCode(MARKER.length + 1)}\x04${MARKER}`, 'latin1');
  const moving = await ffmpeg([
    ...['-f', 'lavfi', '-i', 'testsrc2=s=64x48:r=5:d=1', '-c:v', 'libaom-av1', '-cpu-used', '8', 'x.avif'],
  ]);
  return [
    { what: 'a plain avif', bytes: avif, verdict: taken },
    { what: 'an avif of another encoder', bytes: plain, verdict: taken },
    { what: 'an avif of 10 bits', bytes: await still('64x48', 'yuv420p10le'), verdict: taken },
    {
      what: 'a see-through avif',
      bytes: await (await scene()).ensureAlpha(0.5).avif(effort).toBuffer(),
      verdict: taken,
    },
    { what: 'an avif with EXIF, a place and XMP', bytes: words, verdict: taken },
    {
      what: 'an avif that lies on its side',
      bytes: await (await scene()).withMetadata({ orientation: 6 }).avif(effort).toBuffer(),
      verdict: { ...taken, width: 48, height: 64 },
    },
    { what: 'an avif whose colour profile has a name in it', bytes: await ownedProfile(), verdict: taken },
    {
      what: 'an avif with words inside the data of its picture',
      bytes: withPictureData(plain, unit),
      verdict: taken,
    },
    {
      what: 'an avif with boxes of somebody’s own',
      bytes: Buffer.concat([avif, mp4Box('uuid', MARKER), mp4Box('free', MARKER)]),
      verdict: taken,
    },
    {
      what: 'an avif with a page behind its end',
      bytes: Buffer.concat([avif, Buffer.from(`<script>${MARKER}</script>`)]),
      verdict: taken,
    },
    { what: 'an avif cut in the middle', bytes: avif.subarray(0, avif.length / 2), verdict: broken },
    { what: 'an avif without its last byte', bytes: avif.subarray(0, -1), verdict: broken },
    { what: 'the beginning of an avif and nothing else', bytes: avif.subarray(0, 40), verdict: broken },
    {
      what: 'an avif whose description is of nothing',
      bytes: Buffer.concat([avif.subarray(0, avif.readUInt32BE(0)), mp4Box('meta', Buffer.alloc(4))]),
      verdict: broken,
    },
    {
      what: 'an avif that claims another size than its picture has',
      bytes: withSize(plain, 200, 200),
      verdict: broken,
    },
    {
      what: 'an avif that claims 4000 megapixels',
      bytes: withSize(plain, 100_000, 40_000),
      verdict: { reason: 'too_many_pixels', details: { max: 40_000_000, got: 4_000_000_000 } },
    },
    {
      what: 'a small avif, by its description, with a picture of 4295 megapixels inside',
      bytes: withPictureData(plain, HUGE),
      verdict: { reason: 'too_many_pixels', details: { max: 40_000_000, got: 65_536 * 65_536 } },
    },
    {
      what: 'a moving avif',
      bytes: moving,
      verdict: { reason: 'too_many_frames', details: { max: 1, got: 5 } },
    },
    {
      what: 'an avif that calls itself a heic',
      bytes: patched(avif, Buffer.from('ftypavif'), Buffer.from('ftypheic')),
      verdict: notTaken('image/heic'),
    },
  ];
}
