import { randomUUID } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { DomainError, type FileView, type IngestFile } from '@board/contracts';
import type { ObjectStore } from '@board/storage';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Gauge, Histogram } from 'prom-client';
import type { z } from 'zod';
import { MEDIA_CONFIG, type MediaConfig } from '../media.config.js';
import { JOBS, JOBS_RUNNING } from '../media.metrics.js';
import { StoreOwner } from '../store/store-owner.js';
import { OBJECT_STORE } from '../store/store.provider.js';
import type { CleanFile } from './clean-file.js';
import { cleanUpload } from './clean-upload.js';
import { EXTENSIONS } from './extensions.js';
import { FileRefusal } from './file-refusal.js';
import { JobBound } from './job-bound.js';
import { withStore } from './store-errors.js';
import { fetchUpload, incomingName } from './uploads.js';

type Input = z.output<typeof IngestFile.input>;

/** The longest that a caller may take to ask again for an answer that was lost: twice a video's 60 s, and some. */
const FORGET_MS = 180_000;

/** Checks, cleans and stores one upload. Refuses with the reasons of the contract. */
@Injectable()
export class IngestFileHandler {
  private readonly log = new Logger(IngestFileHandler.name);
  private readonly bound: JobBound;

  constructor(
    @Inject(MEDIA_CONFIG) private readonly config: MediaConfig,
    @Inject(OBJECT_STORE) private readonly store: ObjectStore,
    private readonly owner: StoreOwner,
    @InjectMetric(JOBS) private readonly jobs: Histogram<'outcome'>,
    @InjectMetric(JOBS_RUNNING) private readonly jobsRunning: Gauge,
  ) {
    this.bound = new JobBound(config.MEDIA_JOBS);
  }

  async execute(input: Input): Promise<FileView> {
    return this.measured(async () => {
      await this.owner.ensure();
      return this.bound.run(() => withStore(() => this.ingest(input)));
    });
  }

  private async measured<T>(job: () => Promise<T>): Promise<T> {
    const done = this.jobs.startTimer();
    this.jobsRunning.inc();
    try {
      const result = await job();
      done({ outcome: 'stored' });
      return result;
    } catch (error) {
      done({ outcome: error instanceof DomainError ? error.reason : 'internal' });
      if (error instanceof DomainError && error.reason === 'store_unavailable')
        this.log.warn(
          `A file was not taken: ${error.cause instanceof Error ? error.cause.message : error.message}`,
        );
      throw error;
    } finally {
      this.jobsRunning.dec();
    }
  }

  private async ingest(input: Input): Promise<FileView> {
    try {
      const view = await this.keep(input.sha, await this.clean(input));
      this.forgetLater(input.key);
      return view;
    } catch (error) {
      if (!(error instanceof FileRefusal)) throw error;
      this.forgetLater(input.key);
      throw new DomainError(error.reason, { file: input.file, ...error.details }, { cause: error });
    }
  }

  private async clean(input: Input): Promise<CleanFile> {
    const { FILE_BYTES, VIDEO_MS, FFMPEG, FFPROBE } = this.config;
    if (input.bytes > FILE_BYTES)
      throw new FileRefusal('file_too_big', { max: FILE_BYTES, got: input.bytes });
    const upload = await fetchUpload(this.store, input);
    const limits = { bytes: FILE_BYTES, videoMs: VIDEO_MS };
    return cleanUpload(upload, limits, { ffmpeg: FFMPEG, ffprobe: FFPROBE });
  }

  /** The file first: where there is a thumbnail there was a file, so the sweep finds both by the file's name. */
  private async keep(sha: string, file: CleanFile): Promise<FileView> {
    const copy = `${sha}.${randomUUID()}`;
    const [name, thumbName] = [`${copy}.${EXTENSIONS[file.mime]}`, `${copy}.thumb.webp`];
    const { bytes, thumb, ...rest } = file;
    await this.store.put(`files/${name}`, bytes, { bytes: bytes.length, mime: file.mime });
    await this.store.put(`thumbs/${thumbName}`, thumb.bytes, {
      bytes: thumb.bytes.length,
      mime: 'image/webp',
    });
    return {
      ...rest,
      name,
      sha,
      bytes: bytes.length,
      thumb: { name: thumbName, width: thumb.width, height: thumb.height },
    };
  }

  /** Not at once: the answer may get lost and the question be asked again. What a stop cuts short, the sweep does. */
  private forgetLater(key: string): void {
    const forget = () =>
      this.store.delete(incomingName(key)).catch((error: unknown) => {
        this.log.warn(`An upload stays until the next sweep: ${String(error)}`);
      });
    setTimeout(() => void forget(), FORGET_MS).unref();
  }
}
