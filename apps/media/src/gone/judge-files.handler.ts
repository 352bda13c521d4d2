import { Inject, Injectable, Logger } from '@nestjs/common';
import { GetKnownFiles } from '@board/contracts';
import { RpcClient } from '@board/messaging';
import type { ObjectStore } from '@board/storage';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import type { z } from 'zod';
import { withStore } from '../files/store-errors.js';
import { REMOVED } from '../media.metrics.js';
import { OBJECT_STORE } from '../store.provider.js';
import { deleteFile, restoreFile, trashFile } from './gone-files.js';

type Verdict = z.output<typeof GetKnownFiles.output>['files'][number]['verdict'];

/** Asks posts about stored files and does as it says: keep, into the trash, or away. */
@Injectable()
export class JudgeFilesHandler {
  private readonly log = new Logger(JudgeFilesHandler.name);

  constructor(
    @Inject(OBJECT_STORE) private readonly store: ObjectStore,
    private readonly rpc: RpcClient,
    @InjectMetric(REMOVED) private readonly removed: Counter<'folder' | 'how'>,
  ) {}

  /**
   * `names`: 1 to 200 of `files/`. With `bringBack` files that are to be kept are brought back from the trash, if they are
   * there. Whatever was moved is asked about once more, since a post may have been restored or deleted meanwhile. Throws
   * DomainError, `unavailable` when posts or the store is down.
   */
  async execute(names: string[], { bringBack = false } = {}): Promise<void> {
    let done = new Map<string, Verdict>(bringBack ? [] : names.map((name) => [name, 'keep']));
    while (names.length > 0) {
      const { files } = await this.rpc.call(GetKnownFiles, { names });
      const moved = files.filter(({ name, verdict }) => done.get(name) !== verdict);
      await withStore(async () => {
        for (const { name, verdict } of moved) await this.carryOut(name, verdict);
      });
      done = new Map(moved.map(({ name, verdict }) => [name, verdict]));
      names = moved.filter(({ verdict }) => verdict !== 'delete').map(({ name }) => name);
    }
  }

  private async carryOut(name: string, verdict: Verdict): Promise<void> {
    if (verdict === 'keep') {
      if (!(await restoreFile(this.store, name)))
        this.log.warn(
          `A restored post shows ${name}, which is neither in the store nor in its trash any more`,
        );
      return;
    }
    await (verdict === 'trash' ? trashFile : deleteFile)(this.store, name);
    this.removed.inc({ folder: 'files', how: verdict === 'trash' ? 'trashed' : 'deleted' });
  }
}
