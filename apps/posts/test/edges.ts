import type { Body, FarCite, FarPost, LivePost } from '@board/contracts';
import { citedPosts } from '../src/posts/parse-body.js';
import type { PostsHouse } from './posts.house.js';

/** What is told of a post's edges. */
export interface Edges {
  cites: number[];
  farCites: FarCite[];
  backlinks: number[];
  farBacklinks: FarPost[];
}

interface Row {
  id: number;
  board: string;
  thread: number;
  no: number;
  body: Body;
  live: boolean;
}

const nameOf = ({ board, no }: { board: string; no: number }): string => `${board}/${no}`;

/** The edges of every living post, from the texts alone: a post cites what was there before it. */
export async function edgesFromScratch(house: PostsHouse): Promise<Map<string, Edges>> {
  const { rows } = await house.db.query<Row>(`
    SELECT p.id::int, b.slug AS board, t.no AS thread, p.no, p.body, p.state = 'live' AS live
    FROM posts p JOIN threads t ON t.id = p.thread_id JOIN boards b ON b.id = p.board_id ORDER BY p.id`);
  const posts = new Map(rows.map((row) => [nameOf(row), row]));
  const edges = new Map<string, Edges>();
  for (const row of rows)
    if (row.live) edges.set(nameOf(row), { cites: [], farCites: [], backlinks: [], farBacklinks: [] });
  for (const from of rows) {
    if (!from.live) continue;
    for (const cited of citedPosts(from.body, from.board).slice(0, 30)) {
      const to = posts.get(nameOf(cited));
      if (!to || to.id >= from.id) continue;
      const near = to.board === from.board && to.thread === from.thread;
      const { board, thread, no } = to;
      const [out, back] = [edges.get(nameOf(from)), edges.get(nameOf(to))];
      if (near && to.live) out?.cites.push(no);
      else out?.farCites.push({ board, thread, no, dead: !to.live });
      if (near) back?.backlinks.push(from.no);
      else back?.farBacklinks.push({ board: from.board, thread: from.thread, no: from.no });
    }
  }
  return new Map([...edges].map(([name, one]) => [name, inOrder(one)]));
}

/** The edges of every living post of every living thread, as readers are told. */
export async function edgesTold(house: PostsHouse): Promise<Map<string, Edges>> {
  const { rows } = await house.db.query<{ board: string; thread: number }>(`
    SELECT b.slug AS board, t.no AS thread FROM threads t JOIN boards b ON b.id = t.board_id WHERE t.state = 'live'`);
  const edges = new Map<string, Edges>();
  for (const place of rows) {
    const { posts } = await house.changes(place);
    for (const post of posts)
      if (!post.gone) edges.set(nameOf({ board: place.board, no: post.no }), edgesOf(post));
  }
  return edges;
}

export function edgesOf({ cites, farCites, backlinks, farBacklinks }: LivePost): Edges {
  return inOrder({ cites, farCites, backlinks, farBacklinks });
}

function inOrder({ cites, farCites, backlinks, farBacklinks }: Edges): Edges {
  const byName = (a: FarPost, b: FarPost): number => nameOf(a).localeCompare(nameOf(b));
  return {
    cites: cites.toSorted((a, b) => a - b),
    farCites: farCites.toSorted(byName),
    backlinks: backlinks.toSorted((a, b) => a - b),
    farBacklinks: farBacklinks.toSorted(byName),
  };
}
