import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { sql } from '../database/statement.js';
import { tellThreadChanged } from '../outbox/tell.js';

interface Edge {
  fromId: number;
  toId: number;
  fromThread: number;
  toThread: number;
}

const EDGES = sql`
  SELECT c.from_id AS "fromId", c.to_id AS "toId", f.thread_id AS "fromThread", t.thread_id AS "toThread"
  FROM (
    SELECT from_id, to_id FROM far_cites WHERE from_id = $1
    UNION SELECT from_id, to_id FROM far_cites WHERE to_id = $1
  ) AS c JOIN posts f ON f.id = c.from_id JOIN posts t ON t.id = c.to_id
  WHERE f.thread_id <> t.thread_id`;

const LOCK = sql`SELECT FROM threads WHERE id = $1 FOR NO KEY UPDATE`;

/**
 * One thread's side of some edges, as their posts are now: its cites of posts that went, with their board or by
 * themselves, are dead, its posts have a backlink from each living post that cites them. Posts, thread and board get a new
 * version only where something changed.
 */
const SETTLE = sql`
  WITH edges AS (
    SELECT c.*, f.thread_id AS from_thread, f.board_id AS from_board, f.no AS from_no,
      f.state = 'live' AND fb.removed_at IS NULL AS from_live,
      t.thread_id AS to_thread, t.state = 'live' AND tb.removed_at IS NULL AS to_live
    FROM unnest($2::bigint[], $3::bigint[]) AS edge(from_id, to_id) JOIN far_cites c USING (from_id, to_id)
    JOIN posts f ON f.id = c.from_id JOIN posts t ON t.id = c.to_id
    JOIN boards fb ON fb.id = f.board_id JOIN boards tb ON tb.id = t.board_id
  ), turned AS (
    UPDATE far_cites c SET dead = NOT e.to_live FROM edges e
    WHERE c.from_id = e.from_id AND c.to_id = e.to_id AND e.from_thread = $1 AND e.from_live AND c.dead = e.to_live
    RETURNING c.from_id
  ), linked AS (
    INSERT INTO far_backlinks (to_id, from_id, board, thread, no)
    SELECT e.to_id, e.from_id, b.slug, t.no, e.from_no
    FROM edges e JOIN boards b ON b.id = e.from_board JOIN threads t ON t.id = e.from_thread
    WHERE e.to_thread = $1 AND e.to_live AND e.from_live
    ON CONFLICT DO NOTHING RETURNING to_id
  ), unlinked AS (
    DELETE FROM far_backlinks b USING edges e
    WHERE b.to_id = e.to_id AND b.from_id = e.from_id AND e.to_thread = $1 AND e.to_live AND NOT e.from_live
    RETURNING b.to_id
  ), moved AS (
    SELECT from_id AS id FROM turned UNION SELECT to_id FROM linked UNION SELECT to_id FROM unlinked
  ), board AS (
    UPDATE boards SET version = version + 1
    WHERE id = (SELECT board_id FROM threads WHERE id = $1) AND EXISTS (SELECT FROM moved) RETURNING slug, version
  ), thread AS (
    UPDATE threads t SET version = t.version + 1, board_version = board.version FROM board
    WHERE t.id = $1 RETURNING t.no, t.version
  ), touched AS (
    UPDATE posts p SET version = thread.version,
      body_version = CASE WHEN p.id IN (SELECT from_id FROM turned) THEN thread.version ELSE p.body_version END
    FROM thread WHERE p.id IN (SELECT id FROM moved)
  )
  ${tellThreadChanged()}`;

/** Brings both sides of a post's edges beyond its thread to what the posts at their ends are now. */
@Injectable()
export class SettleEdges {
  constructor(private readonly database: Database) {}

  /**
   * Thread by thread, a transaction each, the post's own thread last: whoever deletes a post that it cites has by then
   * either been waited for under the lock of that thread, or will find the edge and settle it again.
   */
  async of(postId: number): Promise<void> {
    const edges = await this.database.rows<Edge>(EDGES, [postId]);
    const threads = new Map<number, Edge[]>();
    const own = new Set<number>();
    for (const edge of edges) {
      const [mine, other] =
        edge.fromId === postId ? [edge.fromThread, edge.toThread] : [edge.toThread, edge.fromThread];
      own.add(mine);
      threads.set(other, [...(threads.get(other) ?? []), edge]);
    }
    for (const [thread, some] of threads) await this.settle(thread, some);
    for (const thread of own) await this.settle(thread, edges);
  }

  private async settle(thread: number, edges: Edge[]): Promise<void> {
    const ends = [edges.map((edge) => edge.fromId), edges.map((edge) => edge.toId)];
    await this.database.transaction(async (tx) => {
      await Promise.all([tx.rows(LOCK, [thread]), tx.lastRows(SETTLE, [thread, ...ends])]);
    });
  }
}
