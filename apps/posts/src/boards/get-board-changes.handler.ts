import { DomainError, GetBoardChanges } from '@board/contracts';
import { Input, Rpc } from '@board/messaging';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { Database } from '../database/database.js';
import { sql } from '../database/statement.js';

type Asked = z.output<typeof GetBoardChanges.input>;
type Answer = z.output<typeof GetBoardChanges.output>;

/** More than this many are "all of them": a gateway then trusts nothing that it holds of the board. */
const MAX_THREADS = 500;

interface Found {
  epoch: string;
  version: number;
  threads: Answer['threads'] | null;
}

const CHANGES = sql`
  SELECT meta.epoch, b.version, (
    SELECT json_agg(json_build_object('no', t.no, 'version', t.version, 'gone', t.state <> 'live')) FROM (
      SELECT * FROM threads t WHERE t.board_id = b.id AND t.board_version > $2 AND meta.epoch = $3
      ORDER BY t.board_version LIMIT ${String(MAX_THREADS + 1)}
    ) AS t
  ) AS threads
  FROM boards b, meta WHERE b.slug = $1 AND b.removed_at IS NULL`;

@Controller()
export class GetBoardChangesHandler {
  constructor(private readonly database: Database) {}

  @Rpc(GetBoardChanges)
  async changes(@Input(GetBoardChanges) { board, since, epoch }: Asked): Promise<Answer> {
    const [found] = await this.database.rows<Found>(CHANGES, [board, since, epoch]);
    if (!found) throw new DomainError('board_not_found', { board });
    const threads = found.threads ?? [];
    const all = found.epoch !== epoch || since > found.version || threads.length > MAX_THREADS;
    return { epoch: found.epoch, version: found.version, all, threads: all ? [] : threads };
  }
}
