import type { BoardLimits } from '@board/contracts';
import { Injectable } from '@nestjs/common';
import { limitsOf } from '../boards/board-limits.js';
import { Database, type Transaction } from '../database/database.js';
import { sql } from '../database/statement.js';
import { tellThreadChanged } from '../outbox/tell.js';
import { ON_BOARD } from './thread.view.js';

interface Board {
  id: number;
  threads: number;
  limits: Partial<BoardLimits>;
}

/** The board of a thread's first post; none for a reply. */
const BOARD = sql`
  SELECT b.id, b.threads, b.limits
  FROM posts p JOIN threads t ON t.id = p.thread_id AND t.no = p.no JOIN boards b ON b.id = p.board_id WHERE p.id = $1`;

const LAST = sql`
  SELECT t.id FROM threads t WHERE t.board_id = $1 AND ${ON_BOARD}
  ORDER BY t.bumped_at, t.no LIMIT 1 FOR NO KEY UPDATE`;

/** Only while the board has more than it may, which its row's lock settles; and not if the thread was bumped meanwhile. */
const ARCHIVE = sql`
  WITH board AS (
    UPDATE boards SET version = version + 1, threads = threads - 1, archived = archived + 1
    WHERE id = $1 AND threads > $3 AND NOT EXISTS (
      SELECT FROM threads t, threads chosen WHERE chosen.id = $2 AND t.board_id = $1 AND ${ON_BOARD}
        AND (t.bumped_at, t.no) < (chosen.bumped_at, chosen.no))
    RETURNING slug, version
  ), thread AS (
    UPDATE threads t SET archived_at = clock_timestamp(), version = t.version + 1, board_version = board.version
    FROM board WHERE t.id = $2 RETURNING t.no, t.version
  )
  ${tellThreadChanged()}`;

/** Keeps boards within the number of threads that they may have: what was bumped least recently goes into the archive. */
@Injectable()
export class PushOff {
  constructor(private readonly database: Database) {}

  /** Makes room for a thread, named by its first post, one thread per transaction. Does nothing for a reply. */
  async behind(postId: number): Promise<void> {
    for (;;) {
      const [board] = await this.database.rows<Board>(BOARD, [postId]);
      if (!board) return;
      const most = limitsOf(board.limits).threads;
      if (board.threads <= most) return;
      await this.database.transaction((tx) => this.archiveLast(tx, board.id, most));
    }
  }

  private async archiveLast(tx: Transaction, boardId: number, most: number): Promise<void> {
    const [last] = await tx.rows<{ id: number }>(LAST, [boardId]);
    if (last) await tx.lastRows(ARCHIVE, [boardId, last.id, most]);
  }
}
