import { UnbanFile } from '@board/contracts';
import { Input, Rpc } from '@board/messaging';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { recordAct } from '../care/record-act.js';
import { Database } from '../database/database.js';
import { sql } from '../database/statement.js';

type Asked = z.output<typeof UnbanFile.input>;
type Answer = z.output<typeof UnbanFile.output>;

const UNBAN = sql`UPDATE hashes SET banned_at = NULL WHERE sha = $1 AND banned_at IS NOT NULL RETURNING sha`;

@Controller()
export class UnbanFileHandler {
  constructor(private readonly database: Database) {}

  @Rpc(UnbanFile)
  async unban(@Input(UnbanFile) { sha, by }: Asked): Promise<Answer> {
    return this.database.transaction(async (tx) => {
      const banned = (await tx.rows(UNBAN, [sha])).length > 0;
      if (banned) await recordAct(tx, { by, act: 'unban-file', target: sha });
      return { banned };
    });
  }
}
