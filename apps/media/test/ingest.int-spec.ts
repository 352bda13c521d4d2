import { DomainError, FileView } from '@board/contracts';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MARKER } from './corpus/bytes.js';
import type { Case, Taken } from './corpus/case.js';
import { otherCases } from './corpus/others.js';
import { avifCases } from './corpus/avifs.js';
import { gifCases } from './corpus/gifs.js';
import { mp4Cases } from './corpus/mp4s.js';
import { jpegCases, pngCases, webpCases } from './corpus/pictures.js';
import { videoCases } from './corpus/videos.js';
import { MediaHouse, type Driver } from './media-house.js';

const corpus: Case[] = (
  await Promise.all([
    ...[jpegCases(), pngCases(), gifCases(), webpCases(), avifCases()],
    ...[videoCases(), mp4Cases(), otherCases()],
  ])
).flat();
const taken = corpus.filter(({ verdict }) => 'mime' in verdict);
const refused = corpus.filter(({ verdict }) => 'reason' in verdict);

describe.each<Driver>(['disk', 's3'])('media with its files on %s', (driver) => {
  let house: MediaHouse;
  beforeAll(async () => {
    house = await MediaHouse.start(driver, { VIDEO_MS: '30000', FILE_BYTES: '5000000', MEDIA_JOBS: '2' });
  });
  afterAll(() => house.stop());

  it.each(taken)('takes $what', async ({ bytes, verdict }) => {
    const view = FileView.parse(await house.ingest(bytes));
    const { durationMs, ...exact } = verdict as Taken;
    const isVideo = exact.mime.startsWith('video/');
    expect(view).toMatchObject({ ...exact, ...(isVideo && { audio: exact.audio ?? false }) });
    expect(view.animated ?? false).toBe(exact.animated ?? false);
    // The last sound may end a little behind the last picture.
    expect(Math.abs((view.durationMs ?? 0) - (durationMs ?? 0))).toBeLessThan(50);
    const file = await house.read(`files/${view.name}`);
    const thumb = await house.read(`thumbs/${view.thumb.name}`);
    expect(file.length).toBe(view.bytes);
    expect((await house.store.stat(`files/${view.name}`)).mime).toBe(view.mime);
    for (const served of [file, thumb]) {
      expect(served.includes(MARKER)).toBe(false);
      expect(served.includes(MARKER.slice(0, 12))).toBe(false);
    }
    const drawn = await sharp(thumb).metadata();
    expect(drawn).toMatchObject({ format: 'webp', width: view.thumb.width, height: view.thumb.height });
    expect(drawn.exif ?? drawn.xmp ?? drawn.icc).toBeUndefined();
    expect(Math.max(view.thumb.width, view.thumb.height)).toBeLessThanOrEqual(250);
  });

  it.each(refused)('refuses $what', async ({ bytes, verdict }) => {
    const before = performance.now();
    const error = await house.ingest(bytes, { file: 3 }).then(
      (view) => view,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(DomainError);
    const { reason, details } = error as DomainError;
    expect({ reason, details: { file: 3 } }).toMatchObject({ reason: 'reason' in verdict && verdict.reason });
    expect(details).toMatchObject({ file: 3, ...('details' in verdict && verdict.details) });
    expect(performance.now() - before).toBeLessThan(5_000);
  });

  it('nothing of a refused file stays among what is shown', async () => {
    const before = [...(await house.names('files/')), ...(await house.names('thumbs/'))];
    for (const { bytes } of refused.slice(0, 3)) await house.ingest(bytes).catch(() => undefined);
    expect([...(await house.names('files/')), ...(await house.names('thumbs/'))]).toEqual(before);
  });
});
