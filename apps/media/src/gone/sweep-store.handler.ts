import { Inject, Injectable, Logger } from '@nestjs/common';
import { FileName, GetKnownFiles, type SweepReport } from '@board/contracts';
import { RpcClient } from '@board/messaging';
import { ObjectNotFound, type ListedObject, type ObjectStore } from '@board/storage';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { EXTENSIONS } from '../files/extensions.js';
import { clearLeftFolders } from '../files/temp-folder.js';
import { MEDIA_CONFIG, type MediaConfig } from '../media.config.js';
import { REMOVED } from '../media.metrics.js';
import { StoreOwner } from '../store/store-owner.js';
import { OBJECT_STORE } from '../store/store.provider.js';
import { copyOf, moveIfThere, restoreFile } from './gone-files.js';
import { JudgeFilesHandler } from './judge-files.handler.js';
import { count, nothing, sumText } from './object-sums.js';
import { batches, countUnknown, isOld, isOrphan, nameOf, PARTS } from './unknown-files.js';

/** A sweep takes no more of the files than one in so many by itself: where it would, the database is likelier to be wrong. */
const SHARE = 20;

export interface SweepWish {
  /** Only to look. */
  dryRun: boolean;
  /** Whether more may be taken than a sweep takes by itself. */
  accept: boolean;
}

/**
 * Removes from the store what nobody knows or waits for, by way of the trash, and brings back from the trash what is shown
 * again. Several replicas may sweep at once.
 */
@Injectable()
export class SweepStoreHandler {
  private readonly log = new Logger(SweepStoreHandler.name);

  constructor(
    @Inject(MEDIA_CONFIG) private readonly config: MediaConfig,
    @Inject(OBJECT_STORE) private readonly store: ObjectStore,
    private readonly owner: StoreOwner,
    private readonly rpc: RpcClient,
    private readonly judgeFiles: JudgeFilesHandler,
    @InjectMetric(REMOVED) private readonly removed: Counter<'folder' | 'how'>,
  ) {}

  /**
   * Ends early, between two batches, when `stop` is aborted. Throws DomainError: `store_foreign`, and `unavailable` when
   * posts or the store is down.
   */
  async execute({ dryRun, accept }: SweepWish, stop: AbortSignal): Promise<SweepReport> {
    await this.owner.check();
    const found = await countUnknown(this.store, this.rpc, { graceMs: this.config.SWEEP_GRACE_MS, stop });
    const most = Math.max(1, found.files.count / SHARE);
    const stopped = !accept && Math.max(found.unknown.count, found.orphans.count) > most;
    const report: SweepReport = {
      ...found,
      stopped,
      trashed: nothing(),
      restored: nothing(),
      erased: nothing(),
    };
    if (dryRun) return report;
    await this.bringBack(report, stop);
    if (!stopped) await this.sweep(report, stop);
    this.tell(report);
    return report;
  }

  /** What posts shows again leaves the trash, also where the sweep stops: nothing is lost by it. */
  private async bringBack(report: SweepReport, stop: AbortSignal): Promise<void> {
    for await (const objects of batches(this.store.list('trash/'))) {
      if (stop.aborted) return;
      const files = objects.filter((object) => FileName.safeParse(nameOf(object)).success);
      const shown = await this.shownOf(files.map(nameOf));
      for (const object of files) {
        const isBack =
          shown.has(nameOf(object)) && (await restoreFile(this.store, nameOf(object))) === 'copied';
        if (isBack) count(report.restored, object);
      }
    }
  }

  private async sweep(report: SweepReport, stop: AbortSignal): Promise<void> {
    await clearLeftFolders();
    // Uploads that no post took in.
    await this.eraseOld('incoming/', this.config.INCOMING_GRACE_MS, report, stop);
    // Only after all of the trash was looked through: a thumbnail may come before its file, and is brought back with it.
    await this.eraseOld('trash/', this.config.TRASH_KEEP_MS, report, stop);
    for (const part of PARTS) {
      if (stop.aborted) return;
      const copies = await this.judgeOld(part, report, stop);
      await this.trashOrphans(part, copies, report, stop);
    }
  }

  private async eraseOld(folder: string, ms: number, report: SweepReport, stop: AbortSignal): Promise<void> {
    for await (const object of this.store.list(folder)) {
      if (stop.aborted) return;
      if (isOld(object, ms)) await this.erase(object, report);
    }
  }

  private async shownOf(names: string[]): Promise<ReadonlySet<string>> {
    if (names.length === 0) return new Set();
    const { files } = await this.rpc.call(GetKnownFiles, { names, release: false });
    return new Set(files.filter(({ verdict }) => verdict === 'keep').map(({ name }) => name));
  }

  /** Has posts judge the stored files past their grace. Answers with all copies that were there. */
  private async judgeOld(part: string, report: SweepReport, stop: AbortSignal): Promise<Set<string>> {
    const copies = new Set<string>();
    for await (const objects of batches(this.store.list(`files/${part}`))) {
      for (const object of objects) copies.add(copyOf(nameOf(object)));
      const old = objects.filter(
        (object) => isOld(object, this.config.SWEEP_GRACE_MS) && FileName.safeParse(nameOf(object)).success,
      );
      if (old.length === 0 || stop.aborted) continue;
      const fates = await this.judgeFiles.execute(old.map(nameOf), { unknownFate: 'trashed' });
      for (const object of old) {
        const fate = fates.get(nameOf(object));
        if (fate === 'trashed') count(report.trashed, object);
        if (fate === 'deleted') count(report.erased, object);
      }
    }
    return copies;
  }

  /** Thumbnails whose file has gone: posts knows files only. */
  private async trashOrphans(
    part: string,
    copies: ReadonlySet<string>,
    report: SweepReport,
    stop: AbortSignal,
  ): Promise<void> {
    for await (const object of this.store.list(`thumbs/${part}`)) {
      if (stop.aborted) return;
      if (!isOrphan(object, copies, this.config.SWEEP_GRACE_MS)) continue;
      if (await this.hasFile(copyOf(nameOf(object)))) continue;
      await moveIfThere(this.store, object.name, `trash/${nameOf(object)}`);
      this.removed.inc({ folder: 'thumbs', how: 'trashed' });
      count(report.trashed, object);
    }
  }

  /** Looked up once more, since the file may be younger than the list. */
  private async hasFile(copy: string): Promise<boolean> {
    for (const extension of Object.values(EXTENSIONS)) {
      try {
        await this.store.stat(`files/${copy}.${extension}`);
        return true;
      } catch (error) {
        if (!(error instanceof ObjectNotFound)) throw error;
      }
    }
    return false;
  }

  private async erase(object: ListedObject, report: SweepReport): Promise<void> {
    await this.store.delete(object.name);
    this.removed.inc({ folder: object.name.split('/', 1)[0], how: 'deleted' });
    count(report.erased, object);
  }

  private tell({ files, unknown, orphans, stopped, trashed, restored, erased }: SweepReport): void {
    if (stopped) {
      this.log.warn(
        `The sweep would take more than a twentieth of the files, so nothing is removed: of ${sumText(files)} the database ` +
          `does not know ${sumText(unknown)}, and ${sumText(orphans)} thumbnails have no file. If the database is the ` +
          'right one and up to date, and they may go: npm run board -- sweep --yes',
      );
    }
    if (trashed.count + restored.count + erased.count > 0) {
      this.log.log(
        `Swept: ${sumText(trashed)} into the trash, ${sumText(restored)} back from it, ${sumText(erased)} erased`,
      );
    }
  }
}
