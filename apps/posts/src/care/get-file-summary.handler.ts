import { GetFileSummary } from '@board/contracts';
import { Input, Rpc } from '@board/messaging';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { Database } from '../database/database.js';
import { sql } from '../database/statement.js';

type Summary = z.output<typeof GetFileSummary.output>;

const SUMMARY = sql`
  SELECT count(DISTINCT p.id) FILTER (WHERE p.state = 'live')::int AS live,
    count(DISTINCT p.id) FILTER (WHERE p.state = 'trash')::int AS trash,
    EXISTS (SELECT FROM hashes WHERE sha = $1 AND banned_at IS NOT NULL) AS banned
  FROM files f LEFT JOIN post_files s USING (name) LEFT JOIN posts p ON p.id = s.post_id WHERE f.sha = $1`;

@Controller()
export class GetFileSummaryHandler {
  constructor(private readonly database: Database) {}

  @Rpc(GetFileSummary)
  async get(@Input(GetFileSummary) { sha }: z.output<typeof GetFileSummary.input>): Promise<Summary> {
    const [summary] = await this.database.rows<Summary>(SUMMARY, [sha]);
    if (!summary) throw new Error('A count has no row');
    return summary;
  }
}
