import type { Nats } from '@board/messaging';
import { StartRefusal } from '@board/platform';
import { Logger } from '@nestjs/common';
import type { Database } from '../database/database.js';
import { placeOf } from '../database/postgres-words.js';
import type { PostsConfig } from '../posts.config.js';
import { notePlace, readMeta, renewEpoch } from './identity.queries.js';
import { checkKeys } from './key.check.js';
import { checkStream } from './stream.check.js';

const log = new Logger('Identity');

/** Which board this is, found to be whole. */
export class Identity {
  constructor(readonly board: string) {}

  /**
   * Compares database, secrets and streams before anything is served. Begins a new epoch unless it is certain that the
   * database is no older than what people have seen of it. Throws StartRefusal where they are not of one board.
   */
  static async check(database: Database, nats: Nats, config: PostsConfig): Promise<Identity> {
    const { board, keys, moved } = await readMeta(database);
    refuseAnother(board, config);
    await checkKeys(database, keys, config);
    const isCurrent = await checkStream(nats, database, board, config.ACCEPT_CHANGED);
    if (moved || !isCurrent || config.RENEW_EPOCH) {
      await renewEpoch(database);
      log.log(
        'A new epoch begins: the database may be older than what was shown of it, so nothing kept is trusted',
      );
    }
    await notePlace(database);
    return new Identity(board);
  }
}

function refuseAnother(board: string, { BOARD, ACCEPT_CHANGED, DATABASE_URL }: PostsConfig): void {
  if (BOARD === undefined || BOARD === board || ACCEPT_CHANGED.has('database')) return;
  const { database, address } = placeOf(DATABASE_URL);
  throw new StartRefusal(
    `The database ${database} at ${address} is of board ${board}, but the files and secrets here are of board ${BOARD}. ` +
      'Name the database that belongs to them in DATABASE_URL. If this database is right: ACCEPT_CHANGED=database.',
  );
}
