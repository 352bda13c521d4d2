import {
  DomainError,
  GetNewThreads,
  type LivePost,
  type NewThreadsView,
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
import { STANDING_BOARD } from './board.queries.js';
import { BOARD_JSON, type BoardRow, boardView } from './board.view.js';
import { SITE_JSON } from './site.view.js';

type Asked = z.output<typeof GetNewThreads.input>;

/** Cut as on a board page, which has up to forty posts, so many fit into a message. */
const THREADS = 30;

interface Found {
  epoch: string;
  site: SiteView;
  board: BoardRow;
  posts: LivePost[] | null;
}

/** One statement, so that all of it is of one moment. A thread that was soon pushed off was no less new. */
const NEWEST = sql`
  WITH b AS (${STANDING_BOARD}), newest AS (
    SELECT t.* FROM threads t JOIN b ON b.id = t.board_id WHERE t.state = 'live'
    ORDER BY t.no DESC LIMIT ${String(THREADS)}
  )
  SELECT meta.epoch, ${SITE_JSON} AS site, ${BOARD_JSON} AS board, (
    SELECT json_agg(${postJson(0)} ORDER BY p.no DESC)
    FROM newest t JOIN posts p ON p.board_id = t.board_id AND p.no = t.no
  ) AS posts
  FROM b, meta`;

@Controller()
export class GetNewThreadsHandler {
  constructor(
    private readonly database: Database,
    @InjectMetric(ROWS_READ) private readonly rowsRead: Counter,
  ) {}

  @Rpc(GetNewThreads)
  async newest(@Input(GetNewThreads) { board }: Asked): Promise<NewThreadsView> {
    const [found] = await this.database.rows<Found>(NEWEST, [board]);
    if (!found) throw new DomainError('board_not_found', { board });
    const posts = found.posts ?? [];
    this.rowsRead.inc(posts.length + rowsBehind(posts));
    const shown = posts.map((post) => ({ post, ...cutBody(post.body) }));
    return {
      epoch: found.epoch,
      site: found.site,
      version: found.board.version,
      board: boardView(found.board),
      posts: shown.map(({ post, body }) => ({ ...post, body })),
      cut: shown.filter(({ cut }) => cut).map(({ post }) => post.no),
    };
  }
}
