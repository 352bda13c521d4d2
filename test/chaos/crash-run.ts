import { setTimeout as pause } from 'node:timers/promises';
import { type House, type HouseOptions, type Place, startHouse, Visitor } from '@board/testing';
import { checkDatabase, checkFiles, checkPages, checkSubscribers } from './checks.ts';
import { killThem, type Strike } from './killer.ts';
import { Ledger } from './ledger.ts';
import { postUntil } from './poster.ts';
import { forgetWhileAsleep, postEverywhere } from './quiet.ts';
import { rereadUntil, Subscriber } from './readers.ts';

export interface CrashPlan {
  clients: number;
  everyMs: number;
  strikes: readonly Strike[];
  /** A tree of changed services to run instead of the real ones. */
  dist?: string;
  store?: 'disk' | 's3';
}

export interface CrashReport {
  acknowledged: number;
  deleted: number;
  withFiles: number;
  kills: Map<string, number>;
  /** How many new versions the reader of each page got who goes from gateway to gateway; the least of them. */
  reads: number;
  reconnects: number;
  violations: string[];
}

/** An event that its consumer took to the grave is given to the next after 30 s (its ack wait). */
const SETTLE_MS = 45_000;
/** How long after everything runs again a gateway may still show what it knew before. */
const WHOLE_MS = 2_000;

/** Two replicas of each service, the flood rule on but quick, and no sweep until the run asks for one. */
const OPTIONS: HouseOptions = {
  replicas: { gateway: 2, posts: 2, media: 2, renderer: 2 },
  env: {
    posts: {
      FLOOD_REPLY_MS: '1000',
      FLOOD_THREAD_MS: '1000',
      UPLOADS_PER_MINUTE: '100',
      UPLOADS_PER_HOUR: '1000',
    },
    media: { SWEEP_EVERY_MS: '3600000' },
  },
};

/**
 * Runs the house under clients while its parts are killed, then looks at everything that must hold. Throws only when
 * the run itself could not be made; what the board did wrong is in `violations`.
 */
export async function crashRun(plan: CrashPlan): Promise<CrashReport> {
  const { dist, store = 'disk' } = plan;
  const house = await startHouse({ ...OPTIONS, store, ...(dist && { dist }) });
  try {
    house.supervise();
    const ledger = new Ledger();
    const shared = await openThreads(house, ledger);
    const subscribers = [...shared, ...shared].map((place) => new Subscriber(place));
    const [posting, rereading, following] = [
      new AbortController(),
      new AbortController(),
      new AbortController(),
    ];
    const followers = subscribers.map((subscriber) =>
      subscriber.followUntil(following.signal, house, ledger),
    );
    const rereaders = pathsOf(shared).map((path) => rereadUntil(rereading.signal, house, ledger, path));
    const posters = Array.from({ length: plan.clients }, (_, index) =>
      postUntil(posting.signal, house, ledger, shared, index),
    );
    const kills = await killThem(house, ledger, plan.strikes, plan.everyMs);
    posting.abort();
    await Promise.all([house.whole(), ...posters]);

    const look = async (): Promise<void> => {
      await pause(WHOLE_MS);
      // First those who ask nothing: reading a page makes a gateway look.
      checkSubscribers(subscribers, ledger);
      await checkPages(house, ledger);
    };
    await look();
    rereading.abort();
    const reads = await Promise.all(rereaders);
    await house
      .settle(SETTLE_MS)
      .catch((error: Error) => ledger.violation(`${error.message}: ${String(error.cause)}`));
    await checkDatabase(house, ledger);
    await checkFiles(house, ledger);

    // Nobody rereads now, so that nothing but the feed tells a gateway what is new.
    await postEverywhere(house, ledger, shared);
    await look();
    await forgetWhileAsleep(house, ledger, shared);
    await look();
    following.abort();
    await Promise.all(followers);
    return {
      acknowledged: ledger.posts.length,
      deleted: ledger.posts.filter((post) => post.deleted).length,
      withFiles: ledger.posts.filter((post) => post.files > 0).length,
      kills,
      reads: Math.min(...reads),
      reconnects: subscribers.reduce((sum, subscriber) => sum + subscriber.reconnects, 0),
      violations: ledger.violations,
    };
  } finally {
    await house.stop();
  }
}

async function openThreads(house: House, ledger: Ledger): Promise<Place[]> {
  return Promise.all(
    ['b', 'b', 'pr', 'test'].map(async (board, index) => {
      const word = `opening${index}x${process.pid}`;
      const place = await new Visitor(house.url()).post({ board, text: word });
      ledger.posts.push({ ...place, word, deleted: false, files: 0 });
      return place;
    }),
  );
}

function pathsOf(places: Place[]): string[] {
  return ['/', '/b/', ...places.map(({ board, thread }) => `/${board}/thread/${thread}`)];
}
