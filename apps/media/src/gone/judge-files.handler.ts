import { Inject, Injectable } from '@nestjs/common';
import { GetKnownFiles } from '@board/contracts';
import { RpcClient } from '@board/messaging';
import type { ObjectStore } from '@board/storage';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { withStore } from '../files/store-errors.js';
import { REMOVED } from '../media.metrics.js';
import { OBJECT_STORE } from '../store.provider.js';
import { deleteFile, trashFile } from './gone-files.js';

/** Asks posts about stored files and does as it says: keep, into the trash, or away. */
@Injectable()
export class JudgeFilesHandler {
  constructor(
    @Inject(OBJECT_STORE) private readonly store: ObjectStore,
    private readonly rpc: RpcClient,
    @InjectMetric(REMOVED) private readonly removed: Counter<'folder' | 'how'>,
  ) {}

  /** `names`: 1 to 200 of `files/`. Throws DomainError, `unavailable` when posts or the store is down. */
  async execute(names: string[]): Promise<void> {
    const { files } = await this.rpc.call(GetKnownFiles, { names });
    await withStore(async () => {
      for (const { name, verdict } of files) {
        if (verdict === 'keep') continue;
        await (verdict === 'trash' ? trashFile : deleteFile)(this.store, name);
        this.removed.inc({ folder: 'files', how: verdict === 'trash' ? 'trashed' : 'deleted' });
      }
    });
  }
}
