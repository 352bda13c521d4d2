import type { House } from '@board/testing';

const POSTS_IN_THREAD = 10;
/** What a board that says nothing else may have; all older threads are in its archive. */
const THREADS_ON_BOARD = 150;

/**
 * Fills the board `b` with posts in threads of ten by plain SQL, with numbers, counters and versions as if they had been
 * posted one thread after the other: much faster than posting, and no events, so before anybody has read anything.
 */
export async function fillBoard(house: House, posts: number): Promise<void> {
  const threads = posts / POSTS_IN_THREAD;
  const archived = Math.max(0, threads - THREADS_ON_BOARD);
  const first = `(thread - 1) * ${POSTS_IN_THREAD} + 1`;
  const at = `now() - interval '1 second' * ($1::int - thread)`;
  const run = async (text: string, values: unknown[] = [threads]): Promise<void> => {
    await house.db.query(text, values);
  };
  await run(`
    INSERT INTO threads (board_id, no, version, board_version, subject, created_at, bumped_at, replies,
      archived_at)
    SELECT id, ${first}, ${POSTS_IN_THREAD}, thread * ${POSTS_IN_THREAD} + 1, 'thread ' || thread, ${at}, ${at},
      ${POSTS_IN_THREAD - 1}, CASE WHEN thread <= ${archived} THEN ${at} END
    FROM boards, generate_series(1, $1::int) AS thread WHERE slug = 'b'`);
  await run(
    `
    INSERT INTO posts (thread_id, board_id, no, form_id, cloak, content_hash, version, body_version, bumped, sage, subject,
      text, body, weight, created_at)
    SELECT t.id, t.board_id, t.no + n - 1, gen_random_uuid(), 'filled', md5(t.no + n - 1 || ''), n, n, true, false,
      CASE n WHEN 1 THEN t.subject ELSE '' END, words, jsonb_build_array(jsonb_build_object('t', 'p', 'c', jsonb_build_array(words))),
      1700, t.created_at
    FROM threads t JOIN boards b ON b.id = t.board_id AND b.slug = 'b', generate_series(1, ${POSTS_IN_THREAD}) AS n,
      format('Post %s of a thread that was filled: some plain words, and some more of them.', n) AS words`,
    [],
  );
  await run(`
    UPDATE boards SET last_no = $1::int * ${POSTS_IN_THREAD}, version = $1::int * ${POSTS_IN_THREAD} + 1, threads = ${threads - archived},
      archived = ${archived}, last_post_at = now() WHERE slug = 'b'`);
  await house.db.query('VACUUM ANALYZE');
}
