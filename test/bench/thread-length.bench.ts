import { startHouse, Visitor } from '@board/testing';
import { fillThread } from '../fill-thread.ts';
import { Poster } from './poster.ts';
import { median, type Measure, table } from './report.ts';

const LONG = 1_000;
const SHORT = 10;
const ROUNDS = 400;
/** A thread counts as one of ten for so many replies. */
const PER_SHORT_THREAD = 5;

/** What a reply costs in a thread of a thousand posts against one of ten, in turn. */
export async function threadLength(): Promise<Measure[]> {
  const house = await startHouse({ env: { posts: { FLOOD_REPLY_MS: '0', FLOOD_THREAD_MS: '0' } } });
  try {
    const open = async (posts: number): Promise<number> => {
      const { thread } = await new Visitor(house.url()).post({ text: `a thread of ${posts}` });
      await fillThread(house, thread, posts - 1);
      return thread;
    };
    const poster = await Poster.open(house.url());
    const long = await open(LONG);
    await house.settle(60_000);
    const times = { long: [] as number[], short: [] as number[] };
    let short = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      if (round % PER_SHORT_THREAD === 0) short = await open(SHORT);
      // Whichever comes second would profit from the first, so they take turns.
      const order = round % 2 === 0 ? (['long', 'short'] as const) : (['short', 'long'] as const);
      for (const which of order) {
        const thread = which === 'long' ? long : short;
        times[which].push(
          await poster.reply({ board: 'b', thread, text: `how long does this take: ${round}` }),
        );
      }
    }
    poster.close();
    const [slow, quick] = [median(times.long), median(times.short)];
    table(
      ['posts in the thread', 'median ms of a reply'],
      [
        [LONG, slow],
        [SHORT, quick],
      ],
    );
    return [
      {
        what: 'a reply in a thread of 1,000 against one of 10',
        value: slow / quick,
        unit: 'times',
        goal: { atMost: 1.2 },
      },
    ];
  } finally {
    await house.stop();
  }
}
