import { BoardSettings, type BoardView, DomainError, SetBoard } from '@board/contracts';
import { Input, Rpc } from '@board/messaging';
import { Controller, Inject } from '@nestjs/common';
import type { z } from 'zod';
import { recordAct } from '../care/record-act.js';
import { Database, type Transaction } from '../database/database.js';
import { sql, type Statement } from '../database/statement.js';
import { Outbox } from '../outbox/outbox.js';
import { type PostsConfig, POSTS_CONFIG } from '../posts.config.js';
import { findBoard } from './board.queries.js';
import { parseSetting } from './parse-setting.js';
import { beginSiteChange, renewBoards } from './renew-boards.js';

type SetBoardInput = z.output<typeof SetBoard.input>;
type Value = string | number | boolean | null;

const SET_LIMIT = sql`
  UPDATE boards SET limits = CASE
    WHEN $3::jsonb = 'null' THEN limits - $2::text ELSE limits || jsonb_build_object($2::text, $3::jsonb) END
  WHERE slug = $1`;

/** What is no limit has a column of its own. */
const SET_COLUMN: Partial<Record<SetBoardInput['setting'], Statement>> = {
  title: sql`UPDATE boards SET title = $2 WHERE slug = $1`,
  description: sql`UPDATE boards SET description = coalesce($2, '') WHERE slug = $1`,
  order: sql`UPDATE boards SET position = coalesce($2, 100) WHERE slug = $1`,
};
/** What stands in the list of boards around every page. */
const ON_EVERY_PAGE: readonly string[] = ['title', 'order'];

@Controller()
export class SetBoardHandler {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    @Inject(POSTS_CONFIG) private readonly config: PostsConfig,
  ) {}

  @Rpc(SetBoard)
  async set(@Input(SetBoard) { board, setting, value: given, by }: SetBoardInput): Promise<BoardView> {
    if (setting === 'title' && given === null)
      throw new DomainError('setting_invalid', { setting, problem: 'has no default' });
    const value = given === null ? null : parseSetting(BoardSettings.shape[setting], setting, given);
    this.judgeHouse(setting, value);
    const view = await this.database.transaction(async (tx) => {
      const set = await this.run(tx, board, setting, value);
      await recordAct(tx, { by, act: 'set', board, target: setting, details: { value } });
      return set;
    });
    this.outbox.nudge();
    return view;
  }

  private async run(
    tx: Transaction,
    slug: string,
    setting: SetBoardInput['setting'],
    value: Value,
  ): Promise<BoardView> {
    const { removed } = await findBoard(tx, slug);
    if (removed) throw new DomainError('board_not_found', { board: slug });
    const slugs = ON_EVERY_PAGE.includes(setting) ? await beginSiteChange(tx) : [slug];
    await renewBoards(tx, slugs, () => {
      const column = SET_COLUMN[setting];
      return column
        ? tx.rows(column, [slug, value])
        : tx.rows(SET_LIMIT, [slug, setting, JSON.stringify(value)]);
    });
    return (await findBoard(tx, slug)).board;
  }

  /** A board cannot promise what no file would be let through with. */
  private judgeHouse(setting: SetBoardInput['setting'], value: Value): void {
    const { FILE_BYTES, VIDEO_MS } = this.config;
    const mebibytes = Math.round((FILE_BYTES / 1024 ** 2) * 10) / 10;
    if (setting === 'fileBytes' && Number(value) > FILE_BYTES)
      throw new DomainError('setting_invalid', {
        setting,
        problem: `this house takes at most ${FILE_BYTES}, which are ${mebibytes} MiB (FILE_BYTES)`,
      });
    if (setting === 'videoMs' && Number(value) > VIDEO_MS)
      throw new DomainError('setting_invalid', {
        setting,
        problem: `this house takes at most ${VIDEO_MS}, which are ${VIDEO_MS / 1_000} s (VIDEO_MS)`,
      });
  }
}
