import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { GetIdentity } from '@board/contracts';
import { Rpc } from '@board/messaging';
import { Controller } from '@nestjs/common';
import { z } from 'zod';
import { Database } from '../database/database.js';
import { readMeta } from './identity.queries.js';

const manifest: unknown = JSON.parse(readFileSync(findPackageJSON('..', import.meta.url) ?? '', 'utf8'));
const { version } = z.object({ version: z.string() }).parse(manifest);

@Controller()
export class GetIdentityHandler {
  constructor(private readonly database: Database) {}

  @Rpc(GetIdentity)
  async get(): Promise<z.output<typeof GetIdentity.output>> {
    const { board, epoch, takesUnmarked, showsFiles, schema } = await readMeta(this.database);
    return { board, epoch, takesUnmarked, showsFiles, schema, version };
  }
}
