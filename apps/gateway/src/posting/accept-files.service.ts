import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { DomainError, type FileView, IngestFile, type Reason } from '@board/contracts';
import { RpcClient } from '@board/messaging';
import { type ObjectStore, StoreUnavailable } from '@board/storage';
import { Inject, Injectable } from '@nestjs/common';
import { STORE } from '../files/store.token.js';
import { Refused } from './refused.error.js';
import type { Upload } from './upload.folder.js';

/** How many files of one form are processed at once. */
const AT_ONCE = 2;
/** What media may take for a video; other files have the contract's own time. */
const VIDEO_MS = 60_000;
/** How long a file waits for a free place in media, and how long between asking: at first no longer than a picture takes there. */
const PATIENCE_MS = 10_000;
const FIRST_PAUSE_MS = 20;
const LAST_PAUSE_MS = 300;
/** A file is read in pieces of this size: each costs a turn of the thread pool here and in the store. */
const PIECE_BYTES = 512 * 1024;

/** Has media check and keep what was uploaded. */
@Injectable()
export class AcceptFiles {
  constructor(
    @Inject(STORE) private readonly store: ObjectStore,
    private readonly rpc: RpcClient,
  ) {}

  /**
   * Gives the stored file of each upload, in order. Throws `Refused` with the first refusal, after all were tried, and
   * with those files that were accepted.
   */
  async accept(uploads: readonly Upload[]): Promise<FileView[]> {
    const outcomes: (FileView | DomainError)[] = [];
    const waiting = [...uploads.entries()];
    const worker = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift())
        outcomes[next[0]] = await this.tryOne(next[1]);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    const accepted = outcomes.flatMap((outcome) => (outcome instanceof DomainError ? [] : outcome));
    const refusal = outcomes.find((outcome) => outcome instanceof DomainError);
    if (refusal) throw new Refused(refusal, accepted);
    return accepted;
  }

  private async tryOne(upload: Upload): Promise<FileView | DomainError> {
    try {
      return await this.ingest(upload);
    } catch (error) {
      if (error instanceof DomainError) return error;
      if (error instanceof StoreUnavailable)
        return new DomainError('store_unavailable', undefined, { cause: error });
      throw error;
    }
  }

  private async ingest(upload: Upload): Promise<FileView> {
    try {
      return await this.process(upload, await this.bring(upload));
    } catch (error) {
      if (!isReason(error, 'store_unavailable')) throw error;
      // Media may mean that what was brought has been swept since: bringing it again shows which of the two it is.
      return this.process(upload, await this.bring(upload));
    }
  }

  /** Puts the bytes where media takes them from, and gives their key. */
  private async bring({ path, bytes }: Upload): Promise<string> {
    const key = randomUUID();
    await this.store.put(`incoming/${key}`, createReadStream(path, { highWaterMark: PIECE_BYTES }), {
      bytes,
      mime: 'application/octet-stream',
    });
    return key;
  }

  /** Media refuses at once when all its places are taken, which passes sooner than a visitor could send again. */
  private async process({ sha, bytes, file, video }: Upload, key: string): Promise<FileView> {
    const until = performance.now() + PATIENCE_MS;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.5, LAST_PAUSE_MS)) {
      try {
        return await this.rpc.call(
          IngestFile,
          { key, sha, bytes, file },
          video ? { timeoutMs: VIDEO_MS } : {},
        );
      } catch (error) {
        if (!isReason(error, 'media_busy') || performance.now() > until) throw error;
        await pause(pauseMs * (0.5 + Math.random()));
      }
    }
  }
}

function isReason(error: unknown, reason: Reason): boolean {
  return error instanceof DomainError && error.reason === reason;
}
