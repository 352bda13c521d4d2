import {
  type CatalogCard,
  type CatalogSort,
  type CatalogView,
  DomainError,
  GetCatalog,
  type SiteView,
} from '@board/contracts';
import { Input, Rpc } from '@board/messaging';
import { Controller } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import type { z } from 'zod';
import { Database } from '../database/database.js';
import { ROWS_READ } from '../database/rows-read.metric.js';
import { sql, type Statement } from '../database/statement.js';
import { cutBody } from '../posts/cut-body.js';
import { postJson, rowsBehind } from '../posts/post.view.js';
import { ON_BOARD, THREAD_JSON, type ThreadRow, threadView } from '../threads/thread.view.js';
import { STANDING_BOARD } from './board.queries.js';
import { BOARD_JSON, type BoardRow, boardView } from './board.view.js';
import { SITE_JSON } from './site.view.js';

type Asked = z.output<typeof GetCatalog.input>;

/** A message is at most 512 kB, and a card at most 2.7 kB when drawn. */
const CARDS_ON_PAGE = 150;
/** On a card a cite is text: it is one of many, and its card one link. */
const NO_EDGES = { cites: [], farCites: [], backlinks: [], farBacklinks: [] };
const WORDS = { lines: 6, chars: 180, bytes: 1_200 };

interface Found {
  epoch: string;
  site: SiteView;
  board: BoardRow;
  cards: { view: ThreadRow['view']; op: CatalogCard['op'] }[] | null;
}

const ORDER: Record<CatalogSort, string> = {
  bump: 't.bumped_at DESC, t.no DESC',
  created: 't.no DESC',
  replies: 't.replies DESC, t.no DESC',
  files: 't.files DESC, t.no DESC',
};

/** One statement, so that the catalog is of one moment. */
const catalogBy = (order: string): Statement => sql`
  WITH b AS (${STANDING_BOARD}), page AS (
    SELECT t.* FROM threads t JOIN b ON b.id = t.board_id WHERE ${ON_BOARD}
    ORDER BY ${order} OFFSET ($2::int - 1) * ${String(CARDS_ON_PAGE)} LIMIT ${String(CARDS_ON_PAGE)}
  )
  SELECT meta.epoch, ${SITE_JSON} AS site, ${BOARD_JSON} AS board, (
    SELECT json_agg(json_build_object('view', ${THREAD_JSON}, 'op', ${postJson(0)}) ORDER BY ${order})
    FROM page t JOIN posts p ON p.board_id = t.board_id AND p.no = t.no
  ) AS cards
  FROM b, meta`;

const CATALOG: Record<CatalogSort, Statement> = {
  bump: catalogBy(ORDER.bump),
  created: catalogBy(ORDER.created),
  replies: catalogBy(ORDER.replies),
  files: catalogBy(ORDER.files),
};

@Controller()
export class GetCatalogHandler {
  constructor(
    private readonly database: Database,
    @InjectMetric(ROWS_READ) private readonly rowsRead: Counter,
  ) {}

  @Rpc(GetCatalog)
  async catalog(@Input(GetCatalog) { board, sort, page }: Asked): Promise<CatalogView> {
    const [found] = await this.database.rows<Found>(CATALOG[sort], [board, page]);
    if (!found) throw new DomainError('board_not_found', { board });
    const { epoch, site, board: row, cards } = found;
    const pages = Math.max(1, Math.ceil(row.threads / CARDS_ON_PAGE));
    if (page > pages) throw new DomainError('page_not_found');
    for (const { op } of cards ?? []) this.rowsRead.inc(1 + rowsBehind([op]));
    return {
      epoch,
      site,
      version: row.version,
      board: boardView(row),
      sort,
      page,
      pages,
      cards: (cards ?? []).map(({ view, op }) => ({
        thread: threadView({ view, limits: row.limits }),
        op: { ...op, body: cutBody(op.body, WORDS).body, files: op.files.slice(0, 1), ...NO_EDGES },
      })),
    };
  }
}
