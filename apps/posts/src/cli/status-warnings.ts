import { isAway, type Status, timeSpan } from './status-text.js';
import { bytesText } from './units.js';

const LOW_BYTES = 1024 ** 3;
/** The outbox is emptied twice a second, and a consumer deals with an event in milliseconds. */
const LATE_MS = 60_000;
const MANY_EVENTS = 1_000;
/** The stream of posts, and the one of what consumers gave up on. */
const POSTS = 'POSTS';
const DEAD = 'DEAD';

/** What is wrong, in sentences with the way out. */
export function statusWarnings({ posts, store, nats, house }: Status): string[] {
  return [
    ...postsWarnings(posts),
    ...storeWarnings(store),
    ...natsWarnings(nats),
    ...(house?.notReady ?? []).map(
      (name) => `${name} is not ready. Its log says why (.data/logs/${name}.log).`,
    ),
  ];
}

function postsWarnings(posts: Status['posts']): string[] {
  if (isAway(posts)) return ['posts is away: is it running? Its log says why (.data/logs/posts.log).'];
  const { waiting, oldestMs } = posts.outbox;
  if (oldestMs < LATE_MS) return [];
  return [
    `${waiting} events have been waiting for up to ${timeSpan(oldestMs)}: NATS does not take them. See the log of posts.`,
  ];
}

function storeWarnings(store: Status['store']): string[] {
  if (isAway(store))
    return ['media is away, so no files are taken in. Its log says why (.data/logs/media.log).'];
  const warnings: string[] = [];
  if (store.freeBytes !== null && store.freeBytes < LOW_BYTES)
    warnings.push(`Only ${bytesText(store.freeBytes)} are free for files below ${store.place}: make room.`);
  if (store.sweep !== null && store.sweep.outcome !== 'done')
    warnings.push(`The last sweep of the store ${store.sweep.outcome}: the log of media says why.`);
  return warnings;
}

function natsWarnings(nats: Status['nats']): string[] {
  if (isAway(nats)) return ['NATS does not answer: is it running, and is NATS_URL right?'];
  if (!nats.jetStream)
    return [
      'JetStream is not enabled on this NATS (nats-server -js): nothing is told live, and no file is deleted.',
    ];
  const warnings: string[] = [];
  if (!nats.streams.some(({ name }) => name === POSTS))
    warnings.push('The stream POSTS is not there: nothing is told live. The log of posts says why.');
  const dead = nats.streams.find(({ name }) => name === DEAD)?.messages ?? 0;
  if (dead > 0)
    warnings.push(
      `${dead} events were given up on (stream DEAD): the logs say which and why; nats stream purge DEAD forgets them.`,
    );
  for (const { name, pending } of nats.streams.flatMap(({ consumers }) => consumers))
    if (pending > MANY_EVENTS)
      warnings.push(`${name} is ${pending} events behind: see the log of its service.`);
  return warnings;
}
