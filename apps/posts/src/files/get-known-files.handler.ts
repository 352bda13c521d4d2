import { GetKnownFiles } from '@board/contracts';
import { Input, Rpc } from '@board/messaging';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { Database, type Transaction } from '../database/database.js';
import { sql } from '../database/statement.js';
import { shaOf } from './choose-copies.js';
import { lockHashes } from './file-locks.js';

type Asked = z.output<typeof GetKnownFiles.input>;
type Verdicts = z.output<typeof GetKnownFiles.output>;
type Verdict = Verdicts['files'][number];

/** Names that are not shown are released with this answer, unknown ones too: no post will show them after it. */
const RELEASE = sql`
  INSERT INTO files AS f (name, sha, state) SELECT name, left(name, 64), 'released' FROM unnest($1::text[]) AS asked(name)
  ON CONFLICT (name) DO UPDATE SET state = 'released' WHERE f.state = 'condemned'`;

/** What is banned goes at once, even while the last posts that show it are being told. Only a post's file has a view. */
const VERDICTS = sql`
  SELECT asked.name, CASE
    WHEN h.banned_at IS NOT NULL THEN 'delete'
    WHEN f.state = 'live' THEN 'keep'
    WHEN EXISTS (SELECT FROM post_files s JOIN posts p ON p.id = s.post_id WHERE s.name = asked.name AND p.state = 'trash')
      THEN 'trash'
    ELSE 'delete' END AS verdict, f.view IS NULL AND h.banned_at IS NULL AS unknown
  FROM unnest($1::text[]) AS asked(name) LEFT JOIN files f USING (name) LEFT JOIN hashes h ON h.sha = left(asked.name, 64)`;

/** Says what may become of stored files, and, with `release`, means it: after `trash` or `delete` the name is never shown again. */
@Controller()
export class GetKnownFilesHandler {
  constructor(private readonly database: Database) {}

  @Rpc(GetKnownFiles)
  async known(@Input(GetKnownFiles) { names, release }: Asked): Promise<Verdicts> {
    const asked = [...new Set(names)];
    if (!release) return { files: await this.database.rows<Verdict>(VERDICTS, [asked]) };
    return this.database.transaction((tx) => this.release(tx, asked));
  }

  private async release(tx: Transaction, names: string[]): Promise<Verdicts> {
    await lockHashes(tx, names.map(shaOf));
    await tx.rows(RELEASE, [names]);
    return { files: await tx.rows<Verdict>(VERDICTS, [names]) };
  }
}
