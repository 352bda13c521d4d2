import { Inject, Injectable } from '@nestjs/common';
import { FileName, ThumbName } from '@board/contracts';
import { ObjectNotFound, type ListedObject, type ObjectStore } from '@board/storage';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { EXTENSIONS } from '../files/extensions.js';
import { clearLeftFolders } from '../files/temp-folder.js';
import { MEDIA_CONFIG, type MediaConfig } from '../media.config.js';
import { REMOVED } from '../media.metrics.js';
import { OBJECT_STORE } from '../store.provider.js';
import { copyOf } from './gone-files.js';
import { JudgeFilesHandler } from './judge-files.handler.js';

/** What `GetKnownFiles` takes at once. */
const BATCH = 200;
/** Names are hashes, so their first digit divides them into equal parts, of which one at a time is held in memory. */
const PARTS = '0123456789abcdef'.split('');

/** Removes from the store what nobody knows or waits for. Several replicas may sweep at once. */
@Injectable()
export class SweepStoreHandler {
  constructor(
    @Inject(MEDIA_CONFIG) private readonly config: MediaConfig,
    @Inject(OBJECT_STORE) private readonly store: ObjectStore,
    private readonly judgeFiles: JudgeFilesHandler,
    @InjectMetric(REMOVED) private readonly removed: Counter<'folder' | 'how'>,
  ) {}

  /** Ends early, between two batches, when `stop` is aborted. */
  async execute(stop: AbortSignal): Promise<void> {
    await clearLeftFolders();
    await this.deleteOld('incoming', this.config.INCOMING_GRACE_MS, stop);
    await this.deleteOld('trash', this.config.TRASH_KEEP_MS, stop);
    for (const part of PARTS) {
      if (stop.aborted) return;
      const copies = await this.judgeOld(part, stop);
      await this.deleteOrphans(part, copies, stop);
    }
  }

  private async deleteOld(folder: 'incoming' | 'trash', keepMs: number, stop: AbortSignal): Promise<void> {
    for await (const object of this.store.list(`${folder}/`)) {
      if (stop.aborted) return;
      if (ageMs(object) >= keepMs) await this.delete(folder, object.name);
    }
  }

  /** Has posts judge the stored files past their grace. Answers with all copies that were there. */
  private async judgeOld(part: string, stop: AbortSignal): Promise<Set<string>> {
    const copies = new Set<string>();
    let names: string[] = [];
    const judge = async (): Promise<void> => {
      if (names.length > 0 && !stop.aborted) await this.judgeFiles.execute(names);
      names = [];
    };
    for await (const object of this.store.list(`files/${part}`)) {
      const name = object.name.slice('files/'.length);
      copies.add(copyOf(name));
      if (ageMs(object) < this.config.SWEEP_GRACE_MS || !FileName.safeParse(name).success) continue;
      if (names.push(name) === BATCH) await judge();
    }
    await judge();
    return copies;
  }

  /** Thumbnails whose file has gone: posts knows files only. */
  private async deleteOrphans(part: string, copies: ReadonlySet<string>, stop: AbortSignal): Promise<void> {
    for await (const object of this.store.list(`thumbs/${part}`)) {
      if (stop.aborted) return;
      const name = object.name.slice('thumbs/'.length);
      if (ageMs(object) < this.config.SWEEP_GRACE_MS || !ThumbName.safeParse(name).success) continue;
      if (copies.has(copyOf(name)) || (await this.hasFile(copyOf(name)))) continue;
      await this.delete('thumbs', object.name);
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

  private async delete(folder: string, name: string): Promise<void> {
    await this.store.delete(name);
    this.removed.inc({ folder, how: 'deleted' });
  }
}

function ageMs({ modifiedAt }: ListedObject): number {
  return Date.now() - modifiedAt.getTime();
}
