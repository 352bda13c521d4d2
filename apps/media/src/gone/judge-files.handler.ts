import { Inject, Injectable } from '@nestjs/common';
import { GetKnownFiles } from '@board/contracts';
import { RpcClient } from '@board/messaging';
import type { ObjectStore } from '@board/storage';
import { withStore } from '../files/store-errors.js';
import { OBJECT_STORE } from '../store.provider.js';
import { deleteFile, trashFile } from './gone-files.js';

/** Asks posts about stored files and does as it says: keep, into the trash, or away. */
@Injectable()
export class JudgeFilesHandler {
  constructor(
    @Inject(OBJECT_STORE) private readonly store: ObjectStore,
    private readonly rpc: RpcClient,
  ) {}

  /** `names`: 1 to 200 of `files/`. Throws DomainError, `unavailable` when posts or the store is down. */
  async execute(names: string[]): Promise<void> {
    const { files } = await this.rpc.call(GetKnownFiles, { names });
    await withStore(async () => {
      for (const { name, verdict } of files) {
        if (verdict === 'trash') await trashFile(this.store, name);
        if (verdict === 'delete') await deleteFile(this.store, name);
      }
    });
  }
}
