import { type Act, LISTED_AT_MOST, ListActs } from '@board/contracts';
import { Input, Rpc } from '@board/messaging';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { Database } from '../database/database.js';
import { isoTime, sql } from '../database/statement.js';

const LIST = sql`
  SELECT ${isoTime('at')} AS at, who, act, board, target, details FROM acts
  WHERE at >= $1 AND ($2::text IS NULL OR board = $2) ORDER BY at DESC, id DESC LIMIT ${String(LISTED_AT_MOST + 1)}`;

@Controller()
export class ListActsHandler {
  constructor(private readonly database: Database) {}

  @Rpc(ListActs)
  async list(
    @Input(ListActs) { since, board }: z.output<typeof ListActs.input>,
  ): Promise<z.output<typeof ListActs.output>> {
    const acts = await this.database.rows<Act>(LIST, [since, board ?? null]);
    return { acts: acts.slice(0, LISTED_AT_MOST), more: acts.length > LISTED_AT_MOST };
  }
}
