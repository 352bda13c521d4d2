import {
  type ChangesCursor,
  DomainError,
  GetThreadChanges,
  LATEST_REPLIES,
  type PostView,
  type SiteView,
} from '@board/contracts';
import { Input, Rpc } from '@board/messaging';
import { Controller } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import type { z } from 'zod';
import { BOARD_JSON, type BoardRow, boardView } from '../boards/board.view.js';
import { SITE_JSON } from '../boards/site.view.js';
import { Database } from '../database/database.js';
import { ROWS_READ } from '../database/rows-read.metric.js';
import { sql, type Statement } from '../database/statement.js';
import { POST_JSON, POST_WEIGHT, rowsBehind } from '../posts/post.view.js';
import { THREAD_CARD_JSON, threadCard, type ThreadCardRow } from './thread-card.view.js';
import { THREAD_JSON, type ThreadRow, threadView } from './thread.view.js';

type Asked = z.output<typeof GetThreadChanges.input>;
type Answer = z.output<typeof GetThreadChanges.output>;

/** Posts of one answer weigh at most this many bytes when drawn: no message is above 512 kB. A single post is less. */
const PAGE_BYTES = 400_000;
const PAGE_POSTS = 200;

interface Found {
  epoch: string;
  boardVersion: number;
  version: number | null;
  state: 'live' | 'trash' | 'purged' | null;
  thread: ThreadRow['view'] | null;
  board: BoardRow;
  site: SiteView;
  card: ThreadCardRow | null;
  posts: PostView[] | null;
  more: boolean | null;
}

/** The first post and the last living replies of the thread `t`. */
const LATEST = `(
      (SELECT * FROM posts WHERE thread_id = (SELECT id FROM t) AND no = $2)
      UNION ALL
      (SELECT * FROM posts WHERE thread_id = (SELECT id FROM t) AND state = 'live' AND no > $2
      ORDER BY no DESC LIMIT ${LATEST_REPLIES})
    )`;

/** One statement, so that all of it is of one moment. It reads the posts of the answer and one more. */
const changesOf = (posts: string): Statement => sql`
  WITH t AS (
    SELECT t.* FROM threads t JOIN boards b ON b.id = t.board_id WHERE b.slug = $1 AND t.no = $2
  ), next AS (
    SELECT p.* FROM ${posts} p
    WHERE p.thread_id = (SELECT id FROM t WHERE state = 'live') AND (p.version, p.no) > ($3, $4)
    ORDER BY p.version, p.no LIMIT ${String(PAGE_POSTS + 1)}
  ), weighed AS (
    SELECT p.*, sum(${POST_WEIGHT}) OVER so_far AS weighs, row_number() OVER so_far AS place
    FROM next p WINDOW so_far AS (ORDER BY p.version, p.no)
  ), page AS (
    SELECT * FROM weighed WHERE place = 1 OR (weighs <= ${String(PAGE_BYTES)} AND place <= ${String(PAGE_POSTS)})
  )
  SELECT meta.epoch, b.version AS "boardVersion", t.version, t.state, ${BOARD_JSON} AS board, ${SITE_JSON} AS site,
    CASE WHEN t.state = 'live' THEN ${THREAD_JSON} END AS thread,
    CASE WHEN t.state = 'live' THEN ${THREAD_CARD_JSON} END AS card,
    (SELECT json_agg(${POST_JSON} ORDER BY p.version, p.no) FROM page p) AS posts,
    (SELECT count(*) FROM next) > (SELECT count(*) FROM page) AS more
  FROM meta, boards b LEFT JOIN t ON true WHERE b.slug = $1 AND b.removed_at IS NULL`;

const CHANGES = changesOf('posts');
const LATEST_CHANGES = changesOf(LATEST);

@Controller()
export class GetThreadChangesHandler {
  constructor(
    private readonly database: Database,
    @InjectMetric(ROWS_READ) private readonly rowsRead: Counter,
  ) {}

  @Rpc(GetThreadChanges)
  async changes(@Input(GetThreadChanges) asked: Asked): Promise<Answer> {
    const { board, thread, after } = asked;
    const statement = asked.latest ? LATEST_CHANGES : CHANGES;
    const [found] = await this.database.rows<Found>(statement, [board, thread, after.version, after.no]);
    if (!found) throw new DomainError('board_not_found', { board });
    if (found.version === null) throw new DomainError('thread_not_found', { board, thread });
    const posts = found.posts ?? [];
    this.rowsRead.inc(rowsBehind(posts) + (found.card ? 1 : 0));
    return {
      epoch: found.epoch,
      version: found.version,
      boardVersion: found.boardVersion,
      thread: found.thread && threadView({ view: found.thread, limits: found.board.limits }),
      board: boardView(found.board),
      site: found.site,
      ...(found.card && { card: threadCard(found.card) }),
      posts,
      ...(found.more ? { next: cursorAfter(posts) } : { upTo: found.version }),
    };
  }
}

function cursorAfter(posts: PostView[]): ChangesCursor {
  const last = posts.at(-1);
  if (!last) throw new Error('A page of changes that is not the last is empty');
  return { version: last.version, no: last.no };
}
