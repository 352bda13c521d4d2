import { SERVICES, startHouse } from '@board/testing';
import { expect, it } from 'vitest';
import { type Holding, holdings, INSPECTABLE } from './holdings.ts';
import { People } from './people.ts';

const MB = 1024 * 1024;
/** What may be held more: caches and pools of connections are not always equally full. */
const PLAY: Holding = { heapBytes: 3 * MB, externalBytes: 3 * MB, files: 10, resources: 10 };
const QUIET = { LOG_LEVEL: 'info', ...INSPECTABLE };

it('holds no more of anything after 6,000 posts of everyday life than after 2,000', async () => {
  const house = await startHouse({
    env: {
      posts: { ...QUIET, FLOOD_REPLY_MS: '0', FLOOD_THREAD_MS: '0' },
      media: QUIET,
      // What they keep is full from early on, so that it does not grow.
      renderer: { ...QUIET, MEMO_BYTES: String(4 * MB) },
      gateway: { ...QUIET, CACHE_BYTES: String(4 * MB) },
    },
  });
  try {
    for (const board of ['b', 'pr', 'test']) await house.board('set', board, 'threads', '10');
    const people = await People.come(house);
    await people.live(2_000);
    await house.settle();
    const early = await holdings(house);
    await people.live(4_000);
    await house.settle();
    const late = await holdings(house);

    console.log({ early, late, did: people.did });
    expect(people.wrongs).toEqual([]);
    for (const name of SERVICES)
      for (const kind of Object.keys(PLAY) as (keyof Holding)[])
        expect(late[name][kind], `${kind} of ${name}`).toBeLessThan(early[name][kind] + PLAY[kind]);
    expect(await house.uploadsLeft()).toEqual([]);
    expect(await house.deadLetters()).toBe(0);
  } finally {
    await house.stop();
  }
}, 900_000);
