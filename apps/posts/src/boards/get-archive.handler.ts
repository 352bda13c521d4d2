import {
  type ArchiveView,
  type Body,
  DomainError,
  firstWords,
  GetArchive,
  type SiteView,
} from '@board/contracts';
import { Input, Rpc } from '@board/messaging';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { Database } from '../database/database.js';
import { isoTime, sql } from '../database/statement.js';
import { STANDING_BOARD } from './board.queries.js';
import { BOARD_JSON, type BoardRow, boardView } from './board.view.js';
import { SITE_JSON } from './site.view.js';

type Asked = z.output<typeof GetArchive.input>;
type Entry = ArchiveView['threads'][number];

const THREADS_ON_PAGE = 100;
const WORDS_CHARS = 120;

interface Found {
  epoch: string;
  site: SiteView;
  board: BoardRow;
  archived: number;
  threads: (Omit<Entry, 'words'> & { body: Body })[] | null;
}

/** One statement, so that the page is of one moment. */
const ARCHIVE = sql`
  WITH b AS (${STANDING_BOARD}), page AS (
    SELECT t.* FROM threads t JOIN b ON b.id = t.board_id WHERE t.state = 'live' AND t.archived_at IS NOT NULL
    ORDER BY t.archived_at DESC, t.no DESC
    OFFSET ($2::int - 1) * ${String(THREADS_ON_PAGE)} LIMIT ${String(THREADS_ON_PAGE)}
  )
  SELECT meta.epoch, ${SITE_JSON} AS site, ${BOARD_JSON} AS board, b.archived, (
    SELECT json_agg(json_build_object(
      'no', t.no, 'subject', t.subject, 'body', p.body, 'replies', t.replies, 'files', t.files,
      'createdAt', ${isoTime('t.created_at')}, 'archivedAt', ${isoTime('t.archived_at')}
    ) ORDER BY t.archived_at DESC, t.no DESC)
    FROM page t JOIN posts p ON p.board_id = t.board_id AND p.no = t.no
  ) AS threads
  FROM b, meta`;

@Controller()
export class GetArchiveHandler {
  constructor(private readonly database: Database) {}

  @Rpc(GetArchive)
  async archive(@Input(GetArchive) { board, page }: Asked): Promise<ArchiveView> {
    const [found] = await this.database.rows<Found>(ARCHIVE, [board, page]);
    if (!found) throw new DomainError('board_not_found', { board });
    const pages = Math.max(1, Math.ceil(found.archived / THREADS_ON_PAGE));
    if (page > pages) throw new DomainError('page_not_found');
    const threads = (found.threads ?? []).map(({ body, ...thread }) => ({
      ...thread,
      words: firstWords(body, WORDS_CHARS),
    }));
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
