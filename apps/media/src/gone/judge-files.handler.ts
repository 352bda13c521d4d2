import { Inject, Injectable, Logger } from '@nestjs/common';
import { GetKnownFiles } from '@board/contracts';
import { RpcClient } from '@board/messaging';
import type { ObjectStore } from '@board/storage';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { withStore } from '../files/store-errors.js';
import { REMOVED } from '../media.metrics.js';
import { OBJECT_STORE } from '../store/store.provider.js';
import { deleteFile, restoreFile, trashFile } from './gone-files.js';

export type Fate = 'kept' | 'trashed' | 'deleted';

const FATES = { keep: 'kept', trash: 'trashed', delete: 'deleted' } as const;

interface Judging {
  /** What becomes of files that posts has never heard of. */
  unknownFate?: 'kept' | 'trashed';
  /** Whether a file that is to be kept may lie in the trash, and is to be brought back. */
  bringBack?: boolean;
}

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
   * `names`: 1 to 200 of `files/`. What was moved is asked about once more, as a post may have been restored or deleted
   * meanwhile. Answers with what became of each. Throws DomainError, `unavailable` when posts or the store is down.
   */
  async execute(
    names: string[],
    { unknownFate = 'kept', bringBack = false }: Judging = {},
  ): Promise<Map<string, Fate>> {
    const fates = new Map<string, Fate>(bringBack ? [] : names.map((name) => [name, 'kept']));
    let open = names;
    while (open.length > 0) {
      const { files } = await this.rpc.call(GetKnownFiles, { names: open });
      open = [];
      for (const { name, verdict, ...told } of files) {
        // An owner of before does not tell: what it would have a sweep delete may be unknown to it.
        const unknown = told.unknown ?? (verdict === 'delete' && unknownFate === 'trashed');
        const fate = unknown ? unknownFate : FATES[verdict];
        if (fates.get(name) === fate) continue;
        fates.set(name, fate);
        if (unknown && fate === 'kept') continue;
        await withStore(() => this.carryOut(name, fate));
        if (fate !== 'deleted') open.push(name);
      }
    }
    return fates;
  }

  private async carryOut(name: string, fate: Fate): Promise<void> {
    if (fate === 'kept') {
      if ((await restoreFile(this.store, name)) === 'missing')
        this.log.warn(`A post shows ${name}, which is neither in the store nor in its trash`);
      return;
    }
    await (fate === 'trashed' ? trashFile : deleteFile)(this.store, name);
    this.removed.inc({ folder: 'files', how: fate });
  }
}
