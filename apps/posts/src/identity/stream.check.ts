import { setTimeout as pause } from 'node:timers/promises';
import { StartRefusal } from '@board/platform';
import { isJetStreamOff, JETSTREAM_IS_OFF, type Nats } from '@board/messaging';
import {
  JetStreamApiError,
  type JetStreamManager,
  jetstreamManager,
  type StreamInfo,
} from '@nats-io/jetstream';
import type { Database } from '../database/database.js';
import { STREAM, streamMark } from '../outbox/stream.js';
import type { PostsConfig } from '../posts.config.js';
import { isKnownEvent, isRelayed, knownStream } from './identity.queries.js';

/** The lease of a relay that was killed has ended by then. */
const LEASE_ENDS_MS = 3_000;
const PAUSE_MS = 100;

type Accepted = PostsConfig['ACCEPT_CHANGED'];

/**
 * Compares the stream with the database. Answers whether the stream proves that the database is no older than what was
 * told of it. Throws StartRefusal when the stream is another board's, unless that is meant.
 */
export async function checkStream(
  nats: Nats,
  database: Database,
  board: string,
  accepted: Accepted,
): Promise<boolean> {
  const manager = await jetstreamManager(nats.connection, { checkAPI: false, timeout: 2_000 });
  await refuseSecondNats(manager, database);
  const stream = await infoOf(manager);
  const known = await knownStream(database, STREAM);
  if (!stream) return known === undefined;
  if (!accepted.has('streams')) refuseAnothers(stream, known, board);
  const newest = await newestEvent(manager, stream);
  if (newest !== undefined) return isKnownEvent(database, newest);
  return known === undefined && stream.state.last_seq === 0;
}

/** Two NATS beside one database would each tell half of what happens: a relay that lives sends to the one that is known. */
async function refuseSecondNats(manager: JetStreamManager, database: Database): Promise<void> {
  const until = performance.now() + LEASE_ENDS_MS;
  while (await isRelayed(database)) {
    const known = await knownStream(database, STREAM);
    if (known === undefined || (await infoOf(manager))?.created === known) return;
    if (performance.now() > until)
      throw new StartRefusal(
        'Another board is at work on this database, over another NATS. End that one first, or name its NATS in NATS_URL',
      );
    await pause(PAUSE_MS);
  }
}

function refuseAnothers(stream: StreamInfo, known: string | undefined, board: string): void {
  const { description = '' } = stream.config;
  if (description === streamMark(board)) return;
  const isUnmarked = description === '';
  if (isUnmarked && (known !== undefined || stream.state.last_seq === 0)) return;
  throw new StartRefusal(
    `The stream ${STREAM} on this NATS is of ${isUnmarked ? 'a board that this database has never told of' : description}, ` +
      `and the database is of board ${board}. Name the database or the NATS that belong together (DATABASE_URL, NATS_URL), ` +
      'or restore a backup. If this database is right, nothing is lost by taking the stream over: ACCEPT_CHANGED=streams.',
  );
}

async function infoOf(manager: JetStreamManager): Promise<StreamInfo | undefined> {
  try {
    return await manager.streams.info(STREAM);
  } catch (error) {
    if (error instanceof JetStreamApiError && error.status === 404) return undefined;
    if (isJetStreamOff(error)) throw new StartRefusal(JETSTREAM_IS_OFF, { cause: error });
    throw error;
  }
}

/** The id of the last event in the stream; undefined when it holds none. */
async function newestEvent(manager: JetStreamManager, { state }: StreamInfo): Promise<string | undefined> {
  if (state.messages === 0) return undefined;
  const message = await manager.streams.getMessage(STREAM, { seq: state.last_seq });
  return message?.header.get('Nats-Msg-Id') || undefined;
}
