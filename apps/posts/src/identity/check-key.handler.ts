import { CheckKey, DomainError } from '@board/contracts';
import { Input, Rpc } from '@board/messaging';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { Database } from '../database/database.js';
import { noteKey, readMeta } from './identity.queries.js';

type Asked = z.output<typeof CheckKey.input>;

@Controller()
export class CheckKeyHandler {
  constructor(private readonly database: Database) {}

  @Rpc(CheckKey)
  async check(@Input(CheckKey) { name, check, accept }: Asked): Promise<Record<string, never>> {
    const { keys } = await readMeta(this.database);
    if (keys[name] === check) return {};
    if (keys[name] !== undefined && !accept) throw new DomainError('key_changed', { name });
    await noteKey(this.database, name, check);
    return {};
  }
}
