import type { Body } from '@board/contracts';
import { findCited, type FoundCited, MAX_CITES } from '../cites/cited.queries.js';
import type { Transaction } from '../database/database.js';
import { sql } from '../database/statement.js';
import { citedPosts } from './parse-body.js';

const BODIES = sql`SELECT id, body FROM posts WHERE id = ANY ($1)`;

/** What a post that comes back cites: a living post of its thread (`near`), or anything else. */
export interface RestoredCite extends FoundCited {
  from: number;
  near: boolean;
}

/**
 * What posts of a locked thread cite, told anew from their texts, as when they were made: what is younger than they are
 * was plain text to them. Each other's cites are near, as all of them come back.
 */
export async function restoredCites(
  tx: Transaction,
  place: { board: string; thread: number },
  ids: number[],
): Promise<RestoredCite[]> {
  const posts = await tx.rows<{ id: number; body: Body }>(BODIES, [ids]);
  const wanted = posts.map(({ id, body }) => ({
    id,
    cited: citedPosts(body, place.board).slice(0, MAX_CITES),
  }));
  const found = await findCited(
    tx,
    wanted.flatMap(({ cited }) => cited),
  );
  const byName = new Map(found.map((post) => [`${post.board}/${post.no}`, post]));
  return wanted.flatMap(({ id, cited }) =>
    cited.flatMap(({ board, no }) => {
      const post = byName.get(`${board}/${no}`);
      if (!post || post.id >= id) return [];
      const lives = !post.dead || ids.includes(post.id);
      const near = lives && post.board === place.board && post.thread === place.thread;
      return [{ ...post, dead: !lives, from: id, near }];
    }),
  );
}
