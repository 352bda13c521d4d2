import { Inject, Injectable } from '@nestjs/common';
import { GetKnownFiles } from '@board/contracts';
import { RpcClient } from '@board/messaging';
import type { ObjectStore } from '@board/storage';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { withStore } from '../files/store-errors.js';
import { REMOVED } from '../media.metrics.js';
import { OBJECT_STORE } from '../store/store.provider.js';
import { deleteFile, trashFile } from './gone-files.js';

export type Fate = 'kept' | 'trashed' | 'deleted';

const FATES = { keep: 'kept', trash: 'trashed', delete: 'deleted' } as const;

/** Asks posts about stored files and does as it says: keep, into the trash, or away. */
@Injectable()
export class JudgeFilesHandler {
  constructor(
    @Inject(OBJECT_STORE) private readonly store: ObjectStore,
    private readonly rpc: RpcClient,
    @InjectMetric(REMOVED) private readonly removed: Counter<'folder' | 'how'>,
  ) {}

  /**
   * `names`: 1 to 200 of `files/`. Files that posts has never heard of stay, or with `trashed` go into the trash. Answers
   * with what became of each. Throws DomainError, `unavailable` when posts or the store is down.
   */
  async execute(names: string[], unknownFate: 'kept' | 'trashed' = 'kept'): Promise<Map<string, Fate>> {
    const { files } = await this.rpc.call(GetKnownFiles, { names });
    const fates = new Map<string, Fate>();
    await withStore(async () => {
      for (const { name, verdict, unknown } of files) {
        const how = unknown ? unknownFate : FATES[verdict];
        if (how === 'trashed') await trashFile(this.store, name);
        if (how === 'deleted') await deleteFile(this.store, name);
        if (how !== 'kept') this.removed.inc({ folder: 'files', how });
        fates.set(name, how);
      }
    });
    return fates;
  }
}
