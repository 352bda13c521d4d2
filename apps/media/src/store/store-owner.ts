import { DomainError, GetIdentity } from '@board/contracts';
import { RpcClient } from '@board/messaging';
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

const AGAIN_MS = 1_000;
/** What is served to readers or kept for them: a store that holds none of it belongs to nobody yet. */
const FOLDERS = ['files/', 'thumbs/', 'trash/'];

/**
 * Makes sure that the store and the database are of one board, by the mark that the store carries. Nothing may be taken
 * out of a store before that is known: what another board's database does not know is no reason to erase it.
 */
@Injectable()
export class StoreOwner implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(StoreOwner.name);
  private timer: NodeJS.Timeout | undefined;
  private told = '';

  constructor(
    @Inject(OBJECT_STORE) private readonly store: ObjectStore,
    @Inject(MEDIA_CONFIG) private readonly config: Pick<MediaConfig, 'ACCEPT_CHANGED'>,
    private readonly rpc: RpcClient,
    @InjectMetric(STORE_FOREIGN) private readonly foreign: Gauge,
  ) {}

  onApplicationBootstrap(): void {
    void this.tryUntilKnown();
  }

  onModuleDestroy(): void {
    clearTimeout(this.timer);
  }

  /**
   * Throws DomainError: `store_foreign` when the store is another board's, `unavailable` or `timeout` when that cannot be
   * known now. A store that belongs to nobody is marked.
   */
  async check(): Promise<void> {
    const { board, takesUnmarked } = await this.rpc.call(GetIdentity, {});
    const mark = await withStore(() => readBoardMark(this.store));
    const isOurs =
      mark === board ||
      this.config.ACCEPT_CHANGED.has('store') ||
      (mark === undefined && (takesUnmarked || (await this.isUnused())));
    this.foreign.set(isOurs ? 0 : 1);
    if (!isOurs) throw this.refusal(mark ?? 'a board without a mark', board);
    if (mark !== board) await withStore(() => writeBoardMark(this.store, board));
  }

  private async isUnused(): Promise<boolean> {
    return withStore(async () => {
      for (const folder of FOLDERS) for await (const _ of this.store.list(folder)) return false;
      return true;
    });
  }

  /** Says it once, in the log of whoever cares for the board. */
  private refusal(store: string, board: string): DomainError {
    const sentence =
      `The store holds files of ${store}, and the database is of board ${board}: nothing is removed from the store. ` +
      'Name the store or the database that belong together. If this store is right: ACCEPT_CHANGED=store';
    if (sentence !== this.told) this.log.error(sentence);
    this.told = sentence;
    return new DomainError('store_foreign', { store, board });
  }

  private async tryUntilKnown(): Promise<void> {
    try {
      await this.check();
    } catch (error) {
      const isKnown = error instanceof DomainError && error.reason === 'store_foreign';
      if (!isKnown) this.timer = setTimeout(() => void this.tryUntilKnown(), AGAIN_MS);
    }
  }
}
