import { DomainError, GetBoardSize } from '@board/contracts';
import { Input, Rpc } from '@board/messaging';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { Database } from '../database/database.js';
import { sql } from '../database/statement.js';

type Asked = z.output<typeof GetBoardSize.input>;
type Answer = z.output<typeof GetBoardSize.output>;

const SIZE = sql`
  SELECT count(t.id)::int AS threads, (count(t.id) + coalesce(sum(t.replies), 0))::int AS posts,
    coalesce(sum(t.files), 0)::int AS files
  FROM boards b LEFT JOIN threads t ON t.board_id = b.id AND t.state = 'live' WHERE b.slug = $1 GROUP BY b.id`;

@Controller()
export class GetBoardSizeHandler {
  constructor(private readonly database: Database) {}

  @Rpc(GetBoardSize)
  async size(@Input(GetBoardSize) { board }: Asked): Promise<Answer> {
    const [size] = await this.database.rows<Answer>(SIZE, [board]);
    if (!size) throw new DomainError('board_not_found', { board });
    return size;
  }
}
