import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DomainError } from '@board/contracts';
import { noise, until, video } from '@board/testing';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flatPng } from './corpus/bytes.js';
import { ChildFailed } from '../src/videos/bounded-child.js';
import { MP4, WEBM } from '../src/videos/containers.js';
import { listStreams, remux } from '../src/videos/ffmpeg.js';
import { MediaHouse } from './media-house.js';

const MB = 1024 * 1024;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'board-programs-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A program in the place of ffprobe. */
async function program(name: string, script: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

async function reasonOf(asking: Promise<unknown>): Promise<string> {
  const error = await asking.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof DomainError)) throw new Error('it was not refused', { cause: error });
  return error.reason;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const LISTS: [string, (secret: string) => string][] = [
  ['a playlist', (secret) => `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n${secret}\n#EXT-X-ENDLIST\n`],
  ['a list of files to join', (secret) => `ffconcat version 1.0\nfile '${secret}'\n`],
];

describe.each([
  ['webm', WEBM],
  ['mp4', MP4],
])('ffmpeg, asked to read %s, opens', (extension, container) => {
  it.each(LISTS)('nothing that %s names, even when it is handed one', async (_, listing) => {
    const secret = join(folder, 'secret.ts');
    await promisify(execFile)('ffmpeg', [
      '-y',
      '-v',
      'error',
      '-f',
      'lavfi',
      '-i',
      'testsrc2=d=1',
      '-f',
      'mpegts',
      secret,
    ]);
    const list = `list.${extension}`;
    await writeFile(join(folder, list), listing(secret));
    const film = { folder, container, programs: { ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' } };
    await expect(listStreams(film, list)).rejects.toThrow(ChildFailed);
    const written = remux(film, list, 'out', { codec: 'h264', maxBytes: 1_000_000 });
    await expect(written).rejects.toThrow(ChildFailed);
  });
});

describe('media under bad conditions', () => {
  it('a decoder that hangs is ended in time, with all it started, and the file refused', async () => {
    const pids = join(folder, 'pids');
    const FFPROBE = await program('hanging', `sleep 600 & echo $! >> ${pids}; echo $$ >> ${pids}; wait`);
    const house = await MediaHouse.start('disk', { FFPROBE });
    try {
      const before = performance.now();
      expect(await reasonOf(house.ingest((await video(1)).bytes))).toBe('file_broken');
      expect(performance.now() - before).toBeLessThan(15_000);
      const started = (await readFile(pids, 'utf8')).trim().split('\n').map(Number);
      expect(started).toHaveLength(2);
      await until('none of them runs', () => !started.some(isAlive));
    } finally {
      await house.stop();
    }
  });

  it('a decoder that eats memory, or talks without end, is ended, and media lives on', async () => {
    const hungry = await program('hungry', 'exec tail /dev/zero');
    const talking = await program('talking', 'exec yes');
    for (const FFPROBE of [hungry, talking]) {
      const house = await MediaHouse.start('disk', { FFPROBE });
      try {
        const { bytes } = await video(1);
        const before = performance.now();
        expect(await reasonOf(house.ingest(bytes))).toBe('file_broken');
        // Sooner than its time is up.
        expect(performance.now() - before).toBeLessThan(7_000);
        expect((await house.ingest(noise().bytes)).mime).toBe('image/png');
      } finally {
        await house.stop();
      }
    }
  });

  it('at its bound a replica says at once that it is busy, and the other takes the file', async () => {
    const FFPROBE = await program('slow', 'sleep 3; exit 1');
    const house = await MediaHouse.start('disk', { FFPROBE, MEDIA_JOBS: '1' });
    try {
      const slow = reasonOf(house.ingest((await video(1)).bytes));
      await until('it is at work', async () => (await house.metric('media_jobs_running')) === 1);
      const before = performance.now();
      expect(await reasonOf(house.ingest(noise().bytes))).toBe('media_busy');
      expect(performance.now() - before).toBeLessThan(1_000);
      expect(await slow).toBe('file_broken');
      expect((await house.ingest(noise().bytes)).mime).toBe('image/png');
    } finally {
      await house.stop();
    }
  });

  it('a stop lets the file in hand be finished', async () => {
    const house = await MediaHouse.start('disk', { FFPROBE: await program('slower', 'sleep 2; exit 1') });
    try {
      const slow = reasonOf(house.ingest((await video(1)).bytes));
      await until('it is at work', async () => (await house.metric('media_jobs_running')) === 1);
      expect(await house.media.stop()).toBe(0);
      expect(await slow).toBe('file_broken');
    } finally {
      await house.stop();
    }
  });

  it('does not start without ffmpeg, and says so', async () => {
    await expect(MediaHouse.start('disk', { FFMPEG: 'no-such-ffmpeg' })).rejects.toThrow('FFMPEG');
  });

  it('a store that is away is said to be, and works again when it is back', async () => {
    const house = await MediaHouse.start('s3');
    const server = house.bucket;
    if (!server) throw new Error('there is no server');
    try {
      const { bytes } = noise();
      const key = await house.upload(bytes);
      await server.kill();
      expect(await reasonOf(house.ask(key, bytes))).toBe('store_unavailable');
      expect(house.log()).toContain('A file was not taken: The object store does not answer');
      await until('media tells it', () =>
        house.log().includes(`${server.url} does not answer (connection refused)`),
      );
      expect(await house.metric('media_store_up')).toBe(0);
      await server.restart();
      await until('media tells that too', () => house.log().includes(`${server.url} answers again`));
      expect(await house.metric('media_store_up')).toBe(1);
      const view = await until('it takes the file', () => house.ask(key, bytes));
      expect(view.mime).toBe('image/png');
    } finally {
      await house.stop();
    }
  });
});

describe('media and what the gateway says of a file', () => {
  let house: MediaHouse;
  beforeAll(async () => {
    house = await MediaHouse.start('disk', { FILE_BYTES: '100000', MEDIA_JOBS: '4' });
  });
  afterAll(() => house.stop());

  it('measures what is free on the disk of its store', async () => {
    expect(await house.metric('media_store_free_bytes')).toBeGreaterThan(0);
  });

  it('refuses a file whose bytes are not those that were hashed', async () => {
    const { bytes } = noise();
    expect(await reasonOf(house.ingest(bytes, { sha: 'a'.repeat(64) }))).toBe('file_broken');
    expect(await reasonOf(house.ingest(bytes, { bytes: bytes.length + 1 }))).toBe('file_broken');
    expect(await reasonOf(house.ingest(bytes, { bytes: bytes.length - 1 }))).toBe('file_broken');
  });

  it('refuses a file that is too big with the limit and its size', async () => {
    const { bytes } = noise(300, 300);
    await expect(house.ingest(bytes)).rejects.toMatchObject({
      reason: 'file_too_big',
      details: { file: 1, max: 100_000, got: bytes.length },
    });
  });

  it('asked twice, as after a lost answer, it makes two copies under two names', async () => {
    const { bytes } = noise();
    const key = await house.upload(bytes);
    const [first, second] = [await house.ask(key, bytes), await house.ask(key, bytes)];
    expect(second.name).not.toBe(first.name);
    expect(second.sha).toBe(first.sha);
    expect((await house.read(`files/${first.name}`)).equals(await house.read(`files/${second.name}`))).toBe(
      true,
    );
  });

  it('an upload that is not there (any more) may be sent again', async () => {
    const { bytes } = noise();
    expect(await reasonOf(house.ask(crypto.randomUUID(), bytes))).toBe('store_unavailable');
  });

  it('bombs are refused at once and cost next to no memory', async () => {
    const { bytes } = noise();
    await house.ingest(bytes);
    const rss = () => house.metric('process_resident_memory_bytes');
    const before = await rss();
    for (let n = 0; n < 20; n++) {
      const bomb = flatPng(16_000, 16_000 + n);
      const key = await house.upload(bomb);
      const start = performance.now();
      expect(await reasonOf(house.ask(key, bomb))).toBe('too_many_pixels');
      expect(performance.now() - start).toBeLessThan(500);
    }
    expect(((await rss()) - before) / MB).toBeLessThan(50);
  });

  it.runIf(process.platform === 'linux')('idle, it has not even loaded its decoders', async () => {
    const idle = await MediaHouse.start('disk');
    try {
      const loaded = async () => (await readFile(`/proc/${idle.media.pid}/maps`, 'utf8')).includes('libvips');
      expect(await loaded()).toBe(false);
      await idle.ingest(noise().bytes);
      expect(await loaded()).toBe(true);
    } finally {
      await idle.stop();
    }
  });

  it('forty megapixels of noise are taken in bounded memory', async () => {
    const roomy = await MediaHouse.start('disk');
    try {
      const big = await sharp({
        create: {
          width: 7_000,
          height: 5_600,
          channels: 3,
          background: 'teal',
          noise: { type: 'gaussian', mean: 128, sigma: 9 },
        },
      })
        .jpeg({ quality: 60, progressive: true })
        .toBuffer();
      expect(await roomy.ingest(big)).toMatchObject({ width: 7_000, height: 5_600 });
      expect((await roomy.metric('process_resident_memory_bytes')) / MB).toBeLessThan(600);
    } finally {
      await roomy.stop();
    }
  });
});
