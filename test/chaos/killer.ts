import { setTimeout as pause } from 'node:timers/promises';
import { type House, until } from '@board/testing';
import type { Ledger } from './ledger.ts';
import { takeDown } from './take-down.ts';

/** One blow. `part` is what is killed; the promise ends when the servers it killed run again (services are supervised). */
export interface Strike {
  part: string;
  strike: (house: House, ledger: Ledger) => Promise<void>;
}

/** Posts with files that are taken down at once, so that media is in the middle of them when it dies. */
const BURST = 8;

export function kill(part: 'gateway' | 'posts' | 'media' | 'renderer', index: number): Strike {
  return { part, strike: (house) => house.service(part, index).kill('SIGKILL') };
}

export const killNats: Strike = {
  part: 'nats',
  strike: async ({ nats }) => {
    await nats.kill('SIGKILL');
    await nats.restart();
  },
};

export const killPostgres: Strike = {
  part: 'postgres',
  strike: async ({ postgres }) => {
    await postgres.kill('SIGKILL');
    await postgres.restart();
  },
};

/** Media dies in the middle of deleting the files of posts that were just taken down. */
export const mediaWhileDeleting: Strike = {
  part: 'media',
  strike: async (house, ledger) => {
    const victims = ledger.posts.filter((post) => post.files > 0 && !post.deleted && post.no !== post.thread);
    const before = (await house.storedNames('files/')).length;
    await Promise.all(victims.slice(-BURST).map((post) => takeDown(house, post)));
    if (victims.length > 0) {
      await until(
        'the first file is gone',
        async () => (await house.storedNames('files/')).length < before,
        2_000,
      )
        // Others upload meanwhile, so the number may never be seen to fall.
        .catch(() => undefined);
    }
    await Promise.all(house.services.media.map((media) => media.kill('SIGKILL')));
  },
};

/** A minute of it, one blow every three seconds: each part at least twice, some of the time two at once. */
export const MINUTE: readonly Strike[] = [
  kill('gateway', 0),
  kill('posts', 0),
  mediaWhileDeleting,
  kill('renderer', 0),
  killNats,
  kill('posts', 1),
  kill('media', 1),
  kill('gateway', 1),
  killPostgres,
  kill('renderer', 1),
  killNats,
  kill('posts', 0),
  mediaWhileDeleting,
  kill('gateway', 0),
  kill('renderer', 0),
  killPostgres,
  kill('posts', 1),
  kill('media', 0),
  killNats,
  kill('gateway', 1),
];

/** Strikes once every `everyMs`; resolves after the last with how often each part was killed. */
export async function killThem(
  house: House,
  ledger: Ledger,
  strikes: readonly Strike[],
  everyMs: number,
): Promise<Map<string, number>> {
  const kills = new Map<string, number>();
  const under = new Map<string, Promise<void>>();
  for (const { part, strike } of strikes) {
    await pause(everyMs);
    // One server is not started twice at a time.
    under.set(
      part,
      (under.get(part) ?? Promise.resolve()).then(() => strike(house, ledger)),
    );
    kills.set(part, (kills.get(part) ?? 0) + 1);
  }
  await Promise.all(under.values());
  return kills;
}
