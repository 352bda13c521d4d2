import { DomainError, GetIdentity } from '@board/contracts';
import { RpcClient } from '@board/messaging';
import { StartCheck, StartRefusal } from '@board/platform';
import { type ObjectStore, readBoardMark, writeBoardMark } from '@board/storage';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Gauge } from 'prom-client';
import { withStore } from '../files/store-errors.js';
import { MEDIA_CONFIG, type MediaConfig } from '../media.config.js';
import { STORE_FOREIGN } from '../media.metrics.js';
import { OBJECT_STORE } from './store.provider.js';

const UNMARKED = 'files of a board without a mark';
/** What is served to readers or kept for them: a store that holds none of it belongs to nobody yet. */
const FOLDERS = ['files/', 'thumbs/', 'trash/'];

/**
 * Makes sure that the store and the database are of one board, by the mark that the store carries. Nothing may be put into a
 * store or taken out of it before that is known: what another board's database does not know is no reason to erase it.
 */
@Injectable()
export class StoreOwner implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(StoreOwner.name);
  private readonly start = new StartCheck(
    () => this.isChecked(),
    (refusal) => this.log.error(refusal.message),
  );
  private known = false;

  constructor(
    @Inject(OBJECT_STORE) private readonly store: ObjectStore,
    @Inject(MEDIA_CONFIG) private readonly config: Pick<MediaConfig, 'ACCEPT_CHANGED'>,
    private readonly rpc: RpcClient,
    @InjectMetric(STORE_FOREIGN) private readonly foreign: Gauge,
  ) {}

  /** Throws StartRefusal at another board's store. */
  onApplicationBootstrap(): Promise<void> {
    return this.start.run();
  }

  onModuleDestroy(): void {
    this.start.stop();
  }

  /** As `check`, unless it was found to be ours before; for what is put into it, a foreign store is none. */
  async ensure(): Promise<void> {
    if (this.known) return;
    await this.check().catch((error: unknown) => {
      const isForeign = error instanceof DomainError && error.reason === 'store_foreign';
      throw isForeign ? new DomainError('store_unavailable', undefined, { cause: error }) : error;
    });
  }

  /**
   * Throws DomainError: `store_foreign` when the store is another board's, `unavailable` or `timeout` when that cannot be
   * known now. A store that belongs to nobody is marked.
   */
  async check(): Promise<void> {
    const { board, takesUnmarked, showsFiles } = await this.rpc.call(GetIdentity, {});
    const mark = await withStore(() => readBoardMark(this.store));
    const isUnused = mark === undefined && (await this.isUnused());
    this.known =
      mark === board ||
      this.config.ACCEPT_CHANGED.has('store') ||
      (mark === undefined && (isUnused ? !showsFiles : takesUnmarked));
    this.foreign.set(this.known ? 0 : 1);
    if (!this.known)
      throw this.refusal(
        mark ? `files of board ${mark}` : isUnused ? 'no files, though posts show some' : UNMARKED,
        board,
      );
    if (mark !== board) await withStore(() => writeBoardMark(this.store, board));
  }

  private async isUnused(): Promise<boolean> {
    return withStore(async () => {
      for (const folder of FOLDERS) for await (const _ of this.store.list(folder)) return false;
      return true;
    });
  }

  private refusal(held: string, board: string): DomainError {
    return new DomainError(
      'store_foreign',
      { board },
      {
        message:
          `The store holds ${held}, and the database is of board ${board}: nothing is put into it or removed from it. ` +
          'Name the store and the database that belong together (STORE_DIR or S3_BUCKET, DATABASE_URL), ' +
          'or restore a backup. If this store is meant: ACCEPT_CHANGED=store',
      },
    );
  }

  /** Whether the store is ours; false when nobody can say now. Throws StartRefusal when it is another board's. */
  private async isChecked(): Promise<boolean> {
    try {
      await this.check();
      return true;
    } catch (error) {
      if (error instanceof DomainError && error.reason === 'store_foreign')
        throw new StartRefusal(error.message, { cause: error });
      return false;
    }
  }
}
