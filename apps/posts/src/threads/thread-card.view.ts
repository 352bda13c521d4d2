import { type Body, type FileView, firstWords, type ThreadCard } from '@board/contracts';

/** As long as what is shown of a link elsewhere. */
const WORDS_CHARS = 200;
/** Lines of the first post that are read for that: it is asked for with every reply. */
const LINES = 20;

export interface ThreadCardRow {
  body: Body;
  picture: FileView | null;
}

/** What the thread `t` is told of by, as JSON in SQL. */
export const THREAD_CARD_JSON = `(
    SELECT json_build_object(
      'body', jsonb_path_query_array(p.body, '$[0 to ${LINES - 1}]'),
      'picture', (
        SELECT f.view FROM post_files s JOIN files f USING (name)
        WHERE s.post_id = p.id AND NOT p.spoiler ORDER BY s.place LIMIT 1)
    ) FROM posts p WHERE p.board_id = t.board_id AND p.no = t.no)`;

export function threadCard({ body, picture }: ThreadCardRow): ThreadCard {
  return { words: firstWords(body, WORDS_CHARS), picture };
}
