import type { LivePost, PostView } from '@board/contracts';
import { isoTime } from '../database/statement.js';
import { EDGE_WEIGHT, FAR_EDGE_WEIGHT } from './body-weight.js';

/** Backlinks of one post that are told at most: a first post that everybody answers would outgrow any message. */
const MAX_BACKLINKS = 500;
const MAX_FAR_BACKLINKS = 100;

/** A file `f` as its place `s` in a post shows it, in SQL. */
const FILE = `CASE WHEN s.original_name IS NULL THEN f.view
    ELSE f.view || jsonb_build_object('originalName', s.original_name) END`;

/** A post `p` as its readers see it, or its tombstone, as JSON in SQL. */
export const POST_JSON = postJson(MAX_BACKLINKS);

export function postJson(maxBacklinks: number): string {
  return `CASE WHEN p.state <> 'live' THEN json_build_object('gone', true, 'no', p.no, 'version', p.version)
  ELSE json_build_object(
    'gone', false, 'no', p.no, 'version', p.version, 'bodyVersion', p.body_version,
    'createdAt', ${isoTime('p.created_at')}, 'subject', p.subject,
    'name', p.name, 'trip', p.trip, 'sage', p.sage, 'body', p.body,
    'files', ARRAY(SELECT ${FILE} FROM post_files s JOIN files f USING (name) WHERE s.post_id = p.id ORDER BY s.place),
    'spoiler', p.spoiler, 'filesGone', p.files_gone,
    'cites', ARRAY(SELECT c.to_no FROM cites c WHERE c.from_id = p.id ORDER BY c.to_no),
    'backlinks', ARRAY(SELECT c.from_no FROM cites c WHERE c.to_id = p.id ORDER BY c.from_no LIMIT ${maxBacklinks}),
    'farCites', ARRAY(
      SELECT json_build_object('board', c.board, 'thread', c.thread, 'no', c.no, 'dead', c.dead)
      FROM far_cites c WHERE c.from_id = p.id ORDER BY c.to_id),
    'farBacklinks', ARRAY(
      SELECT json_build_object('board', c.board, 'thread', c.thread, 'no', c.no)
      FROM far_backlinks c WHERE c.to_id = p.id ORDER BY c.from_id LIMIT ${Math.min(maxBacklinks, MAX_FAR_BACKLINKS)})
  ) END`;
}

/** What a post `p` costs to draw at most, in SQL: what was weighed when it was made, and the links of its edges. */
export const POST_WEIGHT = `CASE WHEN p.state <> 'live' THEN 200 ELSE p.weight
  + ${EDGE_WEIGHT} * (SELECT count(*) FROM (SELECT FROM cites c WHERE c.to_id = p.id LIMIT ${MAX_BACKLINKS}) AS back)
  + ${FAR_EDGE_WEIGHT} * (
    SELECT count(*) FROM (SELECT FROM far_backlinks c WHERE c.to_id = p.id LIMIT ${MAX_FAR_BACKLINKS}) AS back) END`;

/** Rows of the database that were read for these posts. */
export function rowsBehind(posts: PostView[]): number {
  return posts.reduce((sum, post) => sum + 1 + (post.gone ? 0 : edgesOf(post)), 0);
}

function edgesOf(post: LivePost): number {
  const { cites, backlinks, farCites, farBacklinks, files } = post;
  return cites.length + backlinks.length + farCites.length + farBacklinks.length + files.length;
}
