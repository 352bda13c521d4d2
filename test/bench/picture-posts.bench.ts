import { type House, startHouse, Visitor, withComment } from '@board/testing';
import sharp from 'sharp';
import { cpuOf, cpuPer, ownCpuMs } from './cpu.ts';
import { Poster, postFor } from './poster.ts';
import { type Measure, median, percentile, table } from './report.ts';

const WIDTH = 2_400;
const HEIGHT = 1_600;
const POSTERS = 4;
/** Pictures that the bare loop, and media, work on at once. */
const AT_ONCE = 2;
const ROUNDS = 3;
const SECONDS = 4;

interface Bare {
  perSecond: number;
  /** Milliseconds of CPU for one thumbnail. */
  cpu: number;
}

interface Round {
  perSecond: number;
  times: number[];
  /** Milliseconds of CPU for one post, of each process. */
  cpu: Record<string, number>;
}

/** Posts with a photograph, the whole way, against nothing but making their thumbnails, in turn. */
export async function picturePosts(): Promise<Measure[]> {
  const house = await startHouse({
    durable: true,
    env: {
      posts: {
        FLOOD_REPLY_MS: '0',
        FLOOD_THREAD_MS: '0',
        UPLOADS_PER_MINUTE: '100000',
        UPLOADS_PER_HOUR: '100000',
        LOG_LEVEL: 'info',
      },
      gateway: { LOG_LEVEL: 'info' },
      media: { LOG_LEVEL: 'info' },
    },
  });
  try {
    const picture = await photograph();
    const { thread } = await new Visitor(house.url()).post({ text: 'a thread of pictures' });
    await thumbnails(picture);
    await round(house, thread, picture);
    const bare: Bare[] = [];
    const ours: Round[] = [];
    for (let n = 0; n < ROUNDS; n += 1) {
      bare.push(await thumbnails(picture));
      ours.push(await round(house, thread, picture));
    }
    const [least, real] = [bare, ours].map((rounds) => median(rounds.map(({ perSecond }) => perSecond))) as [
      number,
      number,
    ];
    const names = Object.keys(await cpuOf(house));
    const times = ours.flatMap((one) => one.times);
    table(
      ['sharp/s', 'posts/s', 'ratio', 'p50 ms', 'p99 ms', 'sharp ms', ...names],
      [
        [
          least,
          real,
          real / least,
          percentile(times, 50),
          percentile(times, 99),
          median(bare.map(({ cpu }) => cpu)),
          ...names.map((name) => median(ours.map(({ cpu }) => cpu[name] ?? 0))),
        ],
      ],
    );
    console.log('Last, milliseconds of CPU: of sharp for one thumbnail, of each process for one post.');
    console.log(`a jpeg of ${WIDTH} x ${HEIGHT}, ${picture.length} bytes, ${POSTERS} posters`);
    return [
      {
        what: 'posts with a photograph against bare thumbnails',
        value: real / least,
        unit: 'times',
        goal: { atLeast: 0.6 },
      },
    ];
  } finally {
    await house.stop();
  }
}

/** A scene with the grain of a camera, of about 1.5 MB. */
function photograph(): Promise<Buffer> {
  const grain = { type: 'gaussian', mean: 128, sigma: 45 } as const;
  return sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, noise: grain, background: '#888' } })
    .blur(0.8)
    .jpeg({ quality: 89 })
    .toBuffer();
}

/** Thumbnails a second as media makes them, two at a time, from memory and into nothing. */
async function thumbnails(picture: Buffer): Promise<Bare> {
  sharp.cache(false);
  sharp.concurrency(1);
  let made = 0;
  const before = ownCpuMs();
  const begun = performance.now();
  const worker = async (): Promise<void> => {
    while (performance.now() < begun + SECONDS * 1_000) {
      await sharp(picture, { sequentialRead: true, failOn: 'warning' })
        .autoOrient()
        .resize({ width: 250, height: 250, fit: 'inside', withoutEnlargement: true })
        .webp({ quality: 75 })
        .toBuffer();
      made += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return { perSecond: (made * 1_000) / (performance.now() - begun), cpu: (ownCpuMs() - before) / made };
}

let taken = 0;

async function round(house: House, thread: number, picture: Buffer): Promise<Round> {
  const posters = await Promise.all(Array.from({ length: POSTERS }, () => Poster.open(house.url())));
  const before = await cpuOf(house);
  const begun = performance.now();
  const times = await postFor(SECONDS * 1_000, posters, () => {
    taken += 1;
    // A comment inside makes it another file of the same pixels.
    const file = {
      name: 'photo.jpg',
      type: 'image/jpeg',
      bytes: withComment(picture, `taken as number ${taken}`),
    };
    return { board: 'b', thread, text: '', file };
  });
  const seconds = (performance.now() - begun) / 1_000;
  const cpu = cpuPer(before, await cpuOf(house), times.length);
  for (const poster of posters) poster.close();
  return { perSecond: times.length / seconds, times, cpu };
}
