import { describe, expect, it, vi } from 'vitest';
import { FileRefusal } from '../src/files/file-refusal.js';
import { cleanAvif } from '../src/pictures/avif.js';
import { cleanGif } from '../src/pictures/gif.js';
import { cleanJpeg } from '../src/pictures/jpeg.js';
import { cleanPng } from '../src/pictures/png.js';
import { cleanWebp } from '../src/pictures/webp.js';
import { checkWebm } from '../src/videos/ebml.js';
import { checkMp4 } from '../src/videos/mp4.js';
import { blankVorbisComments } from '../src/videos/vorbis.js';
import { avifCases } from './corpus/avifs.js';
import { ffmpeg, H264, MOVING, SOUND, VP8 } from './corpus/films.js';
import { gifCases } from './corpus/gifs.js';
import { jpegCases, pngCases, webpCases } from './corpus/pictures.js';

const ROUNDS = 2_000;
/** Making the samples takes most of it. */
vi.setConfig({ testTimeout: 60_000 });

/** Always the same "random" numbers (mulberry32), so that a failure can be seen again. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  };
}

/** A few bytes changed, mostly near the beginning, where the structure is; sometimes cut short as well. */
function damaged(bytes: Buffer, roll: (sides: number) => number): Buffer {
  const copy = Buffer.from(bytes);
  for (let n = roll(8); n >= 0; n--)
    copy[roll(roll(4) ? Math.min(200, copy.length) : copy.length)] = roll(256);
  return roll(4) ? copy : copy.subarray(0, roll(copy.length));
}

function expectOnlyRefusals(samples: Buffer[], clean: (bytes: Buffer) => unknown): void {
  const roll = dice(1);
  let refused = 0;
  for (let n = 0; n < ROUNDS; n++) {
    try {
      clean(damaged(samples[n % samples.length] as Buffer, roll));
    } catch (error) {
      expect(error).toBeInstanceOf(FileRefusal);
      refused++;
    }
  }
  expect(refused).toBeGreaterThan(ROUNDS / 20);
  expect(refused).toBeLessThan(ROUNDS);
}

describe('a damaged file is taken or refused, and never upsets whoever reads it', () => {
  it.each([
    ['jpeg', jpegCases, cleanJpeg],
    ['png', pngCases, cleanPng],
    ['gif', gifCases, cleanGif],
    ['webp', webpCases, cleanWebp],
    ['avif', avifCases, cleanAvif],
  ] as const)('%s', async (_, cases, clean) => {
    const small = (await cases()).map(({ bytes }) => bytes).filter(({ length }) => length < 20_000);
    expectOnlyRefusals(small, clean);
  });

  it('mp4', async () => {
    const film = await ffmpeg([...MOVING, ...H264, '-t', '0.2', '-movflags', '+faststart', 'x.mp4']);
    expectOnlyRefusals([film], checkMp4);
  });

  it('webm', async () => {
    const film = await ffmpeg([...MOVING, ...SOUND, ...VP8, '-c:a', 'libvorbis', '-t', '0.2', 'x.webm']);
    expectOnlyRefusals([film], checkWebm);
    const roll = dice(2);
    const sound = film.indexOf('\x03vorbis', 0, 'latin1');
    for (let n = 0; n < ROUNDS; n++) {
      const head = damaged(film.subarray(sound), roll);
      const { length } = head;
      blankVorbisComments(head);
      expect(head.length).toBe(length);
    }
  });
});
