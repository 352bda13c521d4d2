import { StartRefusal } from '@board/platform';
import type { DataSource } from 'typeorm';
import type { PostsConfig } from '../posts.config.js';
import { databasePlace } from './database-place.js';

/**
 * Throws StartRefusal when an empty database is given for a board that was made before: a mistyped address, or a restore
 * that is still to be done.
 */
export async function refuseEmpty(
  source: DataSource,
  { BOARD, ACCEPT_CHANGED, DATABASE_URL }: Pick<PostsConfig, 'BOARD' | 'ACCEPT_CHANGED' | 'DATABASE_URL'>,
): Promise<void> {
  if (BOARD === undefined || ACCEPT_CHANGED.has('database')) return;
  const [found] = await source.query<{ empty: boolean }[]>(`SELECT to_regclass('meta') IS NULL AS empty`);
  if (!found?.empty) return;
  throw new StartRefusal(
    `The database ${databasePlace(DATABASE_URL)} is empty, but board ${BOARD} was made before: its files, secrets or ` +
      'streams are here. Name its database in DATABASE_URL, or restore a backup into this one. ' +
      'To begin with an empty database all the same: ACCEPT_CHANGED=database.',
  );
}
