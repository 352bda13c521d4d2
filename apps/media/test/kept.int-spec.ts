import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { FileView } from '@board/contracts';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  exif,
  exifSegment,
  extendedWebp,
  pngChunk,
  riffChunk,
  withChunks,
  withSegments,
} from './corpus/bytes.js';
import { AAC, ffmpeg, H264, MOVING, SOUND, VP8 } from './corpus/films.js';
import { movingGif } from './corpus/gifs.js';
import { scene } from './corpus/pictures.js';
import { MediaHouse } from './media-house.js';

const run = promisify(execFile);
let house: MediaHouse;
beforeAll(async () => {
  house = await MediaHouse.start('disk');
});
afterAll(() => house.stop());

const file = (view: FileView) => house.read(`files/${view.name}`);
const thumb = (view: FileView) => house.read(`thumbs/${view.thumb.name}`);
const raw = (bytes: Buffer) => sharp(bytes).raw().toBuffer();

/** The four quarters' colours, read as rows: `R` red, `B` blue. */
async function quarters(picture: Buffer): Promise<string> {
  const { data, info } = await sharp(picture)
    .autoOrient()
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number): string => {
    const from = (Math.floor(info.height * y) * info.width + Math.floor(info.width * x)) * info.channels;
    return (data[from] as number) > (data[from + 2] as number) ? 'R' : 'B';
  };
  return [at(0.25, 0.25), at(0.75, 0.25), at(0.25, 0.75), at(0.75, 0.75)].join('');
}

/** Where the red upper left corner of the stored picture ends up, by EXIF's eight orientations. */
const ORIENTED = { 1: 'RBBB', 2: 'BRBB', 3: 'BBBR', 4: 'BBRB', 5: 'RBBB', 6: 'BRBB', 7: 'BBBR', 8: 'BBRB' };

describe('a picture that was cleaned', () => {
  it('jpeg - has the very pixels that were sent, and no metadata but its orientation', async () => {
    const jpeg = await (await scene()).jpeg({ quality: 61 }).toBuffer();
    const view = await house.ingest(withSegments(jpeg, exifSegment(6)));
    const cleaned = await file(view);
    expect((await raw(cleaned)).equals(await raw(jpeg))).toBe(true);
    const metadata = await sharp(cleaned).metadata();
    expect(metadata.orientation).toBe(6);
    expect(metadata.exif?.length).toBe(32);
    expect([metadata.xmp, metadata.iptc, metadata.comments]).toEqual([undefined, undefined, undefined]);
  });

  it('jpeg - keeps a wide colour profile, so that its colours stay', async () => {
    const wide = await (await scene()).withIccProfile('p3').jpeg().toBuffer();
    const cleaned = await file(await house.ingest(wide));
    const colours = (bytes: Buffer) => sharp(bytes).toColourspace('srgb').raw().toBuffer();
    expect((await sharp(cleaned).metadata()).icc).toBeDefined();
    const [before, after] = [await colours(wide), await colours(cleaned)];
    const apart = before.map((value, n) => Math.abs(value - (after[n] as number)));
    expect(Math.max(...apart)).toBeLessThanOrEqual(1);
  });

  describe.each(Object.entries(ORIENTED))('with orientation %s', (word, expected) => {
    const orientation = Number(word);
    const [width, height] = orientation >= 5 ? [48, 64] : [64, 48];

    it.each(['jpeg', 'png', 'webp'] as const)('%s - and its thumbnail stand upright', async (type) => {
      const view = await house.ingest(await lying(type, orientation));
      expect(view).toMatchObject({ width, height, thumb: { width, height } });
      expect(await quarters(await file(view))).toBe(expected);
      expect(await quarters(await thumb(view))).toBe(expected);
    });
  });

  it('png, gif, webp and avif - have the very pixels that were sent', async () => {
    for (const bytes of [
      await (await scene()).png().toBuffer(),
      await (await scene()).gif().toBuffer(),
      await (await scene()).ensureAlpha(0.5).avif({ effort: 0 }).toBuffer(),
      await (await scene()).webp({ quality: 40 }).toBuffer(),
    ]) {
      expect((await raw(await file(await house.ingest(bytes)))).equals(await raw(bytes))).toBe(true);
    }
  });

  it('moving webp - still moves', async () => {
    const frames = Buffer.concat([Buffer.alloc(300, 0), Buffer.alloc(300, 90), Buffer.alloc(300, 250)]);
    const raw = { width: 10, height: 30, channels: 3 as const, pageHeight: 10 };
    const sent = await sharp(frames, { raw })
      .webp({ lossless: true, delay: [70, 80, 90] })
      .toBuffer();
    const cleaned = await sharp(await file(await house.ingest(sent)), { animated: true }).metadata();
    expect(cleaned).toMatchObject({ pages: 3, delay: [70, 80, 90] });
  });

  it('moving gif - still moves, as fast and as often, with the very frames that were sent', async () => {
    const sent = await movingGif();
    const cleaned = await file(await house.ingest(sent));
    expect(await sharp(cleaned, { animated: true }).metadata()).toMatchObject({
      pages: 3,
      delay: [70, 80, 90],
      loop: 4,
    });
    const frames = (bytes: Buffer) => sharp(bytes, { animated: true }).raw().toBuffer();
    expect((await frames(cleaned)).equals(await frames(sent))).toBe(true);
  });

  it('avif - stands upright, and keeps a wide colour profile without its words', async () => {
    const picture = (await scene()).withIccProfile('p3').withMetadata({ orientation: 6 });
    const cleaned = await file(await house.ingest(await picture.avif({ effort: 0 }).toBuffer()));
    expect(await quarters(cleaned)).toBe('BRBB');
    const { icc, exif: words, xmp } = await sharp(cleaned).metadata();
    expect(icc?.includes('desc')).toBe(false);
    expect([words, xmp]).toEqual([undefined, undefined]);
  });

  it('a picture larger than a thumbnail gets one of 250 pixels, a smaller one keeps its size', async () => {
    const large = await house.ingest(await (await scene(1_000, 500)).png().toBuffer());
    expect(large.thumb).toMatchObject({ width: 250, height: 125 });
    const small = await house.ingest(await (await scene(40, 20)).png().toBuffer());
    expect(small.thumb).toMatchObject({ width: 40, height: 20 });
  });
});

describe('a video that was cleaned', () => {
  it('plays the same pictures and sound, and has no tags, chapters or names', async () => {
    const named = [
      '-metadata',
      'title=secret',
      '-metadata:s:v',
      'language=rus',
      '-metadata:s:a',
      'title=secret',
    ];
    const sent = await ffmpeg([...MOVING, ...SOUND, ...VP8, '-c:a', 'libvorbis', ...named, 'x.webm']);
    const cleaned = await file(await house.ingest(sent));
    expect(await hashes(cleaned)).toEqual(await hashes(sent));
    const said = await inspect(cleaned, 'ffprobe', [
      '-show_format',
      '-show_streams',
      '-show_chapters',
      '-of',
      'json',
    ]);
    const { format, streams, chapters } = JSON.parse(said) as {
      format: { tags?: object };
      streams: { tags?: object }[];
      chapters: unknown[];
    };
    expect(Object.keys({ ...format.tags }).map((tag) => tag.toLowerCase())).toEqual(['encoder']);
    for (const { tags } of streams) expect(Object.keys({ ...tags })).toEqual(['DURATION']);
    expect(chapters).toEqual([]);
  });

  it('mp4 - begins with its index, plays the same, and tells nothing', async () => {
    const place = ['-metadata', 'location=+59.9+30.3/', '-metadata:s:v', 'handler_name=secret'];
    const sent = await ffmpeg([...MOVING, ...SOUND, ...H264, ...AAC, ...place, 'x.mp4']);
    expect(sent.indexOf('moov')).toBeGreaterThan(sent.indexOf('mdat'));
    const cleaned = await file(await house.ingest(sent));
    expect(cleaned.indexOf('moov')).toBeLessThan(cleaned.indexOf('mdat'));
    expect(await hashes(cleaned)).toEqual(await hashes(sent));
    const said = await inspect(cleaned, 'ffprobe', ['-show_format', '-show_streams', '-of', 'json']);
    expect(said).not.toMatch(/secret|59\.9|creation_time|encoder|x264/);
    expect(said).toContain('VideoHandler');
  });

  it('is shown by the picture at 5 % of its length, not by its first', async () => {
    const view = await house.ingest(await ffmpeg([...MOVING, ...VP8, 'x.webm']));
    const { channels } = await sharp(await thumb(view)).stats();
    expect(Math.max(...channels.map(({ mean }) => mean))).toBeGreaterThan(40);
    expect(view.thumb).toMatchObject({ width: 250, height: 141 });
  });
});

async function lying(type: 'jpeg' | 'png' | 'webp', orientation: number): Promise<Buffer> {
  const picture = await scene();
  if (type === 'jpeg') return withSegments(await picture.jpeg().toBuffer(), exifSegment(orientation));
  if (type === 'png') return withChunks(await picture.png().toBuffer(), pngChunk('eXIf', exif(orientation)));
  const webp = await picture.webp().toBuffer();
  return extendedWebp(64, 48, webp.subarray(12), riffChunk('EXIF', exif(orientation)));
}

/** A hash of every decoded picture and of every stretch of sound. */
function hashes(film: Buffer): Promise<string> {
  return inspect(film, 'ffmpeg', ['-f', 'framemd5', '-']);
}

async function inspect(film: Buffer, program: string, args: string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'board-inspect-'));
  try {
    const path = join(folder, 'film.webm');
    await writeFile(path, film);
    return (await run(program, ['-v', 'error', '-i', path, ...args])).stdout;
  } finally {
    await rm(folder, { recursive: true });
  }
}
