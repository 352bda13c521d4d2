import {
  type BoardPageView,
  DomainError,
  GetBoardPage,
  type LivePost,
  type ThreadPreview,
  type SiteView,
} from '@board/contracts';
import { Input, Rpc } from '@board/messaging';
import { Controller } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import type { z } from 'zod';
import { Database } from '../database/database.js';
import { ROWS_READ } from '../database/rows-read.metric.js';
import { sql } from '../database/statement.js';
import { cutBody } from '../posts/cut-body.js';
import { postJson, rowsBehind } from '../posts/post.view.js';
import { ON_BOARD, THREAD_JSON, type ThreadRow, threadView } from '../threads/thread.view.js';
import { STANDING_BOARD } from './board.queries.js';
import { BOARD_JSON, type BoardRow, boardView } from './board.view.js';
import { SITE_JSON } from './site.view.js';

type Asked = z.output<typeof GetBoardPage.input>;

const THREADS_ON_PAGE = 10;
const LAST_REPLIES = 3;
/** Of each post, on a page that shows forty of them. */
const BACKLINKS = 30;

interface Found {
  epoch: string;
  site: SiteView;
  board: BoardRow;
  threads: { view: ThreadRow['view']; op: LivePost; last: LivePost[] }[] | null;
}

const POST = postJson(BACKLINKS);

/** One statement, so that the page is of one moment. */
const PAGE = sql`
  WITH b AS (${STANDING_BOARD}), page AS (
    SELECT t.* FROM threads t JOIN b ON b.id = t.board_id WHERE ${ON_BOARD}
    ORDER BY t.bumped_at DESC, t.no DESC OFFSET ($2::int - 1) * ${String(THREADS_ON_PAGE)} LIMIT ${String(THREADS_ON_PAGE)}
  )
  SELECT meta.epoch, ${SITE_JSON} AS site, ${BOARD_JSON} AS board, (
    SELECT json_agg(json_build_object(
      'view', ${THREAD_JSON},
      'op', (SELECT ${POST} FROM posts p WHERE p.board_id = t.board_id AND p.no = t.no),
      'last', (
        SELECT coalesce(json_agg(${POST} ORDER BY p.no), '[]') FROM (
          SELECT * FROM posts p WHERE p.thread_id = t.id AND p.state = 'live' AND p.no > t.no
          ORDER BY p.no DESC LIMIT ${String(LAST_REPLIES)}
        ) AS p)
      ) ORDER BY t.bumped_at DESC, t.no DESC)
    FROM page t
  ) AS threads
  FROM b, meta`;

@Controller()
export class GetBoardPageHandler {
  constructor(
    private readonly database: Database,
    @InjectMetric(ROWS_READ) private readonly rowsRead: Counter,
  ) {}

  @Rpc(GetBoardPage)
  async page(@Input(GetBoardPage) { board, page }: Asked): Promise<BoardPageView> {
    const [found] = await this.database.rows<Found>(PAGE, [board, page]);
    if (!found) throw new DomainError('board_not_found', { board });
    const pages = Math.max(1, Math.ceil(found.board.threads / THREADS_ON_PAGE));
    if (page > pages) throw new DomainError('page_not_found');
    for (const { op, last } of found.threads ?? []) this.rowsRead.inc(1 + rowsBehind([op, ...last]));
    const threads = (found.threads ?? []).map(({ view, op, last }) =>
      preview({ view, limits: found.board.limits }, op, last),
    );
    return {
      epoch: found.epoch,
      site: found.site,
      version: found.board.version,
      board: boardView(found.board),
      page,
      pages,
      threads,
    };
  }
}

function preview(thread: ThreadRow, op: LivePost, last: LivePost[]): ThreadPreview {
  const shown = [op, ...last].map((post) => ({ post, ...cutBody(post.body) }));
  const [first, ...rest] = shown.map(({ post, body }) => ({ ...post, body }));
  if (!first) throw new Error('A thread has no first post');
  return {
    thread: threadView(thread),
    op: first,
    last: rest,
    omittedPosts: thread.view.replies - last.length,
    omittedFiles: thread.view.files - shown.reduce((sum, { post }) => sum + post.files.length, 0),
    cut: shown.filter(({ cut }) => cut).map(({ post }) => post.no),
  };
}
