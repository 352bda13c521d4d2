import {
  BoardChangedV1,
  FileReleasedV1,
  FileRestoredV1,
  PostChangedV1,
  ThreadChangedV1,
} from '@board/contracts';

/*
 * Events as parts of the statement that changes what they tell of. Inside it `board` (slug, version) and `thread`
 * (no, version) are what its UPDATEs returned.
 */

/**
 * `gone` is an SQL expression: jsonb array of the numbers that must not be shown any more. `from` is what comes after FROM,
 * where there are threads of several boards.
 */
export function tellThreadChanged(gone = `'[]'::jsonb`, from = 'board, thread'): string {
  return `INSERT INTO outbox (type, key, version, data)
    SELECT '${ThreadChangedV1.type}', board.slug || '/' || thread.no, thread.version, jsonb_build_object(
      'epoch', (SELECT epoch FROM meta), 'board', board.slug, 'thread', thread.no, 'version', thread.version,
      'boardVersion', board.version, 'gone', ${gone})
    FROM ${from}`;
}

/** `board` has its `removed_at` too. */
export function tellBoardChanged(): string {
  return `INSERT INTO outbox (type, key, version, data)
    SELECT '${BoardChangedV1.type}', board.slug, board.version,
      jsonb_build_object('epoch', meta.epoch, 'board', board.slug, 'version', board.version)
        || CASE WHEN board.removed_at IS NULL THEN '{}' ELSE '{"removed": true}' END::jsonb
    FROM board, meta`;
}

/** `from` is what comes after FROM: it has a column `name`. */
export function tellFilesReleased(from: string): string {
  return `INSERT INTO outbox (type, key, version, data)
    SELECT '${FileReleasedV1.type}', name, 0, jsonb_build_object('name', name) FROM ${from}`;
}

/** `from` is what comes after FROM: it has a column `name`. */
export function tellFilesRestored(from: string): string {
  return `INSERT INTO outbox (type, key, version, data)
    SELECT '${FileRestoredV1.type}', name, 0, jsonb_build_object('name', name) FROM ${from}`;
}

/** `from` is what comes after FROM: it has a column `id`, of posts with something to follow in other threads. */
export function tellPostsChanged(from: string): string {
  return `INSERT INTO outbox (type, key, version, data)
    SELECT '${PostChangedV1.type}', id::text, 0, jsonb_build_object('postId', id) FROM ${from}`;
}
