import { type House, newFormId, startHouse, Visitor } from '@board/testing';
import { fillThread } from '../fill-thread.ts';
import { median, type Measure } from './report.ts';

const LONG = 1_000;
const ROUNDS = 300;
/** A thread counts as empty for its first ten replies. */
const PER_EMPTY_THREAD = 10;

/** How long a reply takes in a thread of a thousand posts against an almost empty one, in turn. */
export async function posting(): Promise<Measure[]> {
  const house = await startHouse({ env: { posts: { FLOOD_REPLY_MS: '1', FLOOD_THREAD_MS: '1' } } });
  try {
    const long = (await new Visitor(house.url()).post({ text: 'a long thread' })).thread;
    await fillThread(house, long, LONG - 1);
    await house.settle(60_000);
    const times = { long: [] as number[], empty: [] as number[] };
    let empty = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      if (round % PER_EMPTY_THREAD === 0)
        empty = (await new Visitor(house.url()).post({ text: 'empty' })).thread;
      // Whichever comes second would profit from the first, so they take turns.
      const order = round % 2 === 0 ? (['long', 'empty'] as const) : (['empty', 'long'] as const);
      for (const which of order) times[which].push(await timed(house, which === 'long' ? long : empty));
    }
    const [slow, quick] = [median(times.long), median(times.empty)];
    console.log(
      `medians of ${ROUNDS}: ${slow.toFixed(2)} ms in the long thread, ${quick.toFixed(2)} ms in an empty one`,
    );
    return [
      {
        what: 'posting in a thread of 1,000 against an empty one',
        value: slow / quick,
        unit: 'times',
        limit: 1.3,
      },
    ];
  } finally {
    await house.stop();
  }
}

async function timed(house: House, thread: number): Promise<number> {
  const person = new Visitor(house.url());
  const begun = performance.now();
  await person.post({ thread, text: 'how long does this take', formId: newFormId() });
  return performance.now() - begun;
}
