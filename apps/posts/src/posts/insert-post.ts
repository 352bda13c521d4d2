import type { Body, PostAnswer } from '@board/contracts';
import type { Transaction } from '../database/database.js';
import { sql, type Statement } from '../database/statement.js';
import type { FoundCited } from '../cites/cited.queries.js';
import type { Copies } from '../files/choose-copies.js';
import { tellFilesReleased, tellPostsChanged, tellThreadChanged } from '../outbox/tell.js';

/** All that the last statement of a post writes. Moments are ISO 8601. */
export interface NewPost {
  boardId: number;
  /** Null opens a thread. */
  threadId: number | null;
  formId: string;
  cloak: string;
  hash: string;
  at: string;
  bumped: boolean;
  sage: boolean;
  subject: string;
  name: string;
  trip: string;
  spoiler: boolean;
  passwordMac: string;
  text: string;
  body: Body;
  weight: number;
  /** How many threads its board may have. */
  mostThreads: number;
  /** Ids of living posts of its thread that it cites. */
  cites: number[];
  /** Everything else that it cites. */
  farCites: FoundCited[];
  copies: Copies;
  /** What the sender called each shown file; '' for none. */
  originalNames: string[];
}

const GIVEN = `given AS (
  SELECT * FROM jsonb_to_record($1::jsonb) AS given(
    "boardId" int, "threadId" bigint, "formId" uuid, cloak text, hash text, at timestamptz, bumped boolean,
    sage boolean, subject text, name text, trip text, spoiler boolean, "passwordMac" text, text text, body jsonb,
    weight int, copies jsonb, "farCites" jsonb, "originalNames" jsonb, "mostThreads" int)
)`;

const REPLY = `board AS (
  UPDATE boards b SET last_no = last_no + 1, version = version + 1, last_post_at = greatest(last_post_at, given.at)
  FROM given WHERE b.id = given."boardId" RETURNING b.slug, b.last_no AS no, b.version
), thread AS (
  UPDATE threads t SET version = t.version + 1, board_version = board.version, replies = t.replies + 1,
    files = t.files + jsonb_array_length(given.copies -> 'shown'),
    bumped_at = CASE WHEN given.bumped THEN greatest(t.bumped_at, given.at) ELSE t.bumped_at END
  FROM given, board WHERE t.id = given."threadId" RETURNING t.id, t.no, t.version
)`;

const THREAD = `board AS (
  UPDATE boards b SET last_no = last_no + 1, version = version + 1, last_post_at = greatest(last_post_at, given.at),
    threads = threads + 1
  FROM given WHERE b.id = given."boardId" RETURNING b.slug, b.last_no AS no, b.version, b.threads
), thread AS (
  INSERT INTO threads (board_id, no, version, board_version, subject, created_at, bumped_at, files)
  SELECT given."boardId", board.no, 1, board.version, given.subject, given.at, given.at,
    jsonb_array_length(given.copies -> 'shown')
  FROM given, board RETURNING id, no, version
)`;

const POST = `post AS (
  INSERT INTO posts (thread_id, board_id, no, form_id, cloak, content_hash, version, body_version, bumped, sage,
    subject, name, trip, spoiler, password_mac, text, body, weight, created_at)
  SELECT thread.id, given."boardId", board.no, given."formId", given.cloak, given.hash, thread.version, thread.version,
    given.bumped, given.sage, given.subject, given.name, given.trip, given.spoiler, given."passwordMac", given.text, given.body, given.weight, given.at
  FROM given, board, thread RETURNING id, no
), poster AS (
  UPDATE cloaks c SET last_post_at = given.at,
    last_thread_at = CASE WHEN given."threadId" IS NULL THEN given.at ELSE c.last_thread_at END
  FROM given WHERE c.cloak = given.cloak
), told AS (${tellThreadChanged()})`;

/**
 * Each cited post that lives in this thread gets an edge, and a new version: it is drawn with one more backlink. Their ids
 * are a parameter of its own, so that Postgres looks the posts up and never goes through the thread.
 */
const CITES = `cited AS (
  UPDATE posts p SET version = thread.version FROM thread WHERE p.id = ANY ($2::bigint[]) RETURNING p.id, p.no
), edges AS (
  INSERT INTO cites (from_id, to_id, from_no, to_no) SELECT post.id, cited.id, post.no, cited.no FROM post, cited
)`;

/** What it cites elsewhere is drawn as it was found; backlinks there, and deletions meanwhile, follow by the event. */
const FAR_CITES = `far AS (
  INSERT INTO far_cites (from_id, to_id, board, thread, no, dead)
  SELECT post.id, cited.id, cited.board, cited.thread, cited.no, cited.dead
  FROM given, post, jsonb_to_recordset(given."farCites") AS cited(id bigint, board text, thread int, no int, dead boolean)
), followed AS (${tellPostsChanged('post')})`;

/** A thread beyond what the board may have pushes another one off. */
const PUSH_OFF = `pushing AS (${tellPostsChanged(
  `(SELECT post.id FROM given, board, post WHERE board.threads > given."mostThreads") AS pushing`,
)})`;

const FILES = `used AS (
  INSERT INTO files AS f (name, sha, view, uses, state)
  SELECT file.name, file.sha, file.view, file.uses, 'live'
  FROM given, jsonb_to_recordset(given.copies -> 'used') AS file(name text, sha text, view jsonb, uses int)
  ON CONFLICT (name) DO UPDATE SET uses = f.uses + excluded.uses, state = 'live'
), condemned AS (
  INSERT INTO files (name, sha, view, state)
  SELECT file.name, file.sha, file.view, 'condemned'
  FROM given, jsonb_to_recordset(given.copies -> 'condemned') AS file(name text, sha text, view jsonb)
  RETURNING name
), released AS (${tellFilesReleased('condemned')}
), shown AS (
  INSERT INTO post_files (post_id, place, name, original_name)
  SELECT post.id, file.place, file.name, nullif(given."originalNames" ->> (file.place - 1)::int, '')
  FROM given, post, jsonb_array_elements_text(given.copies -> 'shown') WITH ORDINALITY AS file(name, place)
)`;

const ANSWER = `SELECT board.slug AS board, thread.no AS thread, post.no, (SELECT epoch FROM meta) AS epoch,
    thread.version AS "threadVersion", board.version AS "boardVersion"
  FROM board, thread, post`;

/** One statement for each kind of post, made when the first of its kind comes. */
const STATEMENTS = new Map<string, Statement>();

/**
 * The last statement of a post's transaction, one for everything, and its commit: the hot row of the board is held while
 * Postgres works, and for no round trip. Its parts share one snapshot and hand values on by RETURNING; what they read
 * (cited posts, the poster) is settled by locks taken before.
 */
export async function insertPost(tx: Transaction, post: NewPost): Promise<PostAnswer> {
  const { cites, ...given } = post;
  const values = [JSON.stringify(given), ...(cites.length > 0 ? [cites] : [])];
  const [answer] = await tx.lastRows<PostAnswer>(statementFor(post), values);
  if (!answer) throw new Error('A post was not written');
  return answer;
}

function statementFor({ threadId, cites, farCites, copies }: NewPost): Statement {
  const flags = [threadId === null, cites.length > 0, farCites.length > 0, copies.shown.length > 0];
  const key = flags.join();
  const known = STATEMENTS.get(key);
  if (known) return known;
  const [thread, citing, far, files] = flags;
  const parts = [GIVEN, thread ? THREAD : REPLY, POST];
  if (citing) parts.push(CITES);
  if (thread) parts.push(PUSH_OFF);
  if (far) parts.push(FAR_CITES);
  if (files) parts.push(FILES);
  const made = sql`WITH ${parts.join(', ')} ${ANSWER}`;
  STATEMENTS.set(key, made);
  return made;
}
