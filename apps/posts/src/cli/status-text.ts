import type { GetIdentity, GetPostsStatus, GetStoreStatus } from '@board/contracts';
import type { z } from 'zod';
import type { NatsStatus } from './nats-status.js';
import { countText, timeText } from './post-text.js';
import { table } from './table.js';
import type { House } from './status.commands.js';
import { bytesText } from './units.js';

/** A part that says nothing of itself, and why. */
export interface Away {
  away: string;
}

type Identity = z.output<typeof GetIdentity.output>;
type Posts = z.output<typeof GetPostsStatus.output>;
type Store = z.output<typeof GetStoreStatus.output>;

export interface Status {
  identity: Identity | Away;
  posts: Posts | Away;
  store: Store | Away;
  nats: NatsStatus | Away;
  /** Null where the board was not started on this machine. */
  house: House | null;
}

export function isAway(part: object): part is Away {
  return 'away' in part;
}

export function statusText({ identity, posts, store, nats, house }: Status): string {
  return table([
    ...(isAway(identity) ? [] : [identityRow(identity)]),
    ...(isAway(posts) ? [['posts', `away: ${posts.away}`]] : postsRows(posts)),
    ...(isAway(store) ? [['media', `away: ${store.away}`]] : storeRows(store)),
    ...(isAway(nats) ? [['nats', `away: ${nats.away}`]] : natsRows(nats)),
    ...(house ? houseRows(house) : []),
  ]);
}

function identityRow({ board, epoch, version, schema }: Identity): string[] {
  return ['board', `${board}, epoch ${epoch}, program ${version}, schema ${schema}`];
}

function postsRows(posts: Posts): string[][] {
  const { outbox, postgres } = posts;
  return [
    ['posts', `up for ${timeSpan(posts.upMs)}`],
    [
      'boards',
      `${posts.boards} with ${countText(posts.threads, 'thread')}, ${posts.archived} in archives, ${posts.trash} posts in the trash`,
    ],
    [
      'posts made',
      `${posts.posts}; in the last day ${posts.postsLastDay}, with ${countText(posts.threadsLastDay, 'new thread')}`,
    ],
    ['postgres', `${postgres.version}, database of ${bytesText(postgres.bytes)}`],
    [
      'outbox',
      outbox.waiting === 0
        ? 'empty'
        : `${outbox.waiting} waiting, the oldest for ${timeSpan(outbox.oldestMs)}`,
    ],
  ];
}

function storeRows({ upMs, driver, place, freeBytes, sweep }: Store): string[][] {
  return [
    ['media', `up for ${timeSpan(upMs)}`],
    ['store', `${driver} ${place}${freeBytes === null ? '' : `, ${bytesText(freeBytes)} free`}`],
    ['last sweep', sweep === null ? 'none since its start' : `${sweep.outcome}, ${timeText(sweep.at)}`],
  ];
}

function natsRows({ version, jetStream, streams }: NatsStatus): string[][] {
  return [
    ['nats', `${version}, JetStream ${jetStream ? 'on' : 'off'}`],
    ...streams.map(({ name, messages, bytes, consumers }) => [
      `stream ${name}`,
      [
        `${countText(messages, 'message')}, ${bytesText(bytes)}`,
        ...consumers.map((consumer) => `${consumer.name}: ${consumer.pending} to do`),
      ].join('; '),
    ]),
  ];
}

function houseRows({ address, postgresPort, internal, notReady, parts }: House): string[][] {
  const where = (name: string): string => {
    if (name === 'postgres' && postgresPort !== undefined) return `, port ${postgresPort}`;
    if (!(name in internal)) return '';
    return `, ${internal[name]}, ${notReady.includes(name) ? 'not ready' : 'ready'}`;
  };
  return [
    ['house', address ?? 'starting'],
    ...parts.map(({ name, pid }) => ['', `${name}: pid ${pid}${where(name)}`]),
  ];
}

/** `3 days`, `5 h`, `12 min`, `4 s`. */
export function timeSpan(ms: number): string {
  if (ms >= 2 * 86_400_000) return `${Math.floor(ms / 86_400_000)} days`;
  if (ms >= 2 * 3_600_000) return `${Math.floor(ms / 3_600_000)} h`;
  if (ms >= 2 * 60_000) return `${Math.floor(ms / 60_000)} min`;
  return `${Math.floor(ms / 1_000)} s`;
}
