import { AdmitPost, CreatePost, DomainError, type PostAnswer, type PostedFile } from '@board/contracts';
import { RpcClient } from '@board/messaging';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { AcceptFiles } from './accept-files.service.js';
import { Refused } from './refused.error.js';
import type { Upload } from './upload.folder.js';

export type Draft = Omit<z.input<typeof CreatePost.input>, 'files'>;

/** The way of a post through the house: asked for, its files processed, made. */
@Injectable()
export class PostingService {
  constructor(
    private readonly rpc: RpcClient,
    private readonly files: AcceptFiles,
  ) {}

  /**
   * Makes the post, with the files that were accepted before (`kept`) and new ones. Throws `Refused`. The same draft may
   * be sent again after `unavailable` or `timeout`: it is one post.
   */
  async post(draft: Draft, kept: readonly PostedFile[], uploads: readonly Upload[]): Promise<PostAnswer> {
    if (uploads.length === 0) return this.create(draft, kept);
    const { repeat, live } = await this.admit(draft, kept, uploads);
    if (repeat) return repeat;
    const known = bySha([...live, ...kept]);
    const files = await this.fill(known, kept, uploads);
    try {
      return await this.create(draft, files);
    } catch (error) {
      const gone =
        error instanceof Refused && error.refusal.reason === 'file_gone'
          ? unusableIn(error.refusal)
          : undefined;
      if (!gone || !uploads.some(({ sha }) => sha === gone)) throw error;
      // Its copy is being deleted: a second one is made of the bytes that are still here, once.
      known.delete(gone);
      return this.create(draft, await this.fill(known, kept, uploads));
    }
  }

  private async admit(
    draft: Draft,
    kept: readonly PostedFile[],
    uploads: readonly Upload[],
  ): Promise<z.output<typeof AdmitPost.output>> {
    const fresh = uploads.filter(({ sha }) => !kept.some((file) => file.sha === sha));
    const files = [...kept, ...fresh].map(({ sha, bytes }) => ({ sha, bytes }));
    return this.refusing(kept, this.rpc.call(AdmitPost, { ...draft, files }));
  }

  private create(draft: Draft, files: readonly PostedFile[]): Promise<PostAnswer> {
    return this.refusing(files, this.rpc.call(CreatePost, { ...draft, files: [...files] }));
  }

  /**
   * All files of the post in its order, those that are not known processed first. Throws `Refused` with those of them
   * that are known by then.
   */
  private async fill(
    known: Map<string, PostedFile>,
    kept: readonly PostedFile[],
    uploads: readonly Upload[],
  ): Promise<PostedFile[]> {
    const shas = new Set([...kept, ...uploads].map(({ sha }) => sha));
    const inOrder = (): PostedFile[] => [...shas].flatMap((sha) => named(known.get(sha), uploads));
    const fresh = uploads.filter(({ sha }) => !known.has(sha));
    try {
      for (const file of await this.files.accept(fresh)) known.set(file.sha, file);
      return inOrder();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      for (const file of error.files) known.set(file.sha, file);
      throw new Refused(error.refusal, inOrder());
    }
  }

  private async refusing<T>(files: readonly PostedFile[], asked: Promise<T>): Promise<T> {
    try {
      return await asked;
    } catch (error) {
      if (error instanceof DomainError)
        throw new Refused(
          error,
          files.filter(({ sha }) => sha !== unusableIn(error)),
        );
      throw error;
    }
  }
}

function bySha(files: readonly PostedFile[]): Map<string, PostedFile> {
  return new Map(files.map((file) => [file.sha, file]));
}

/** A file under the name that it had before, else that of its upload. */
function named(file: PostedFile | undefined, uploads: readonly Upload[]): PostedFile[] {
  if (!file) return [];
  const originalName = file.originalName ?? uploads.find(({ sha }) => sha === file.sha)?.name;
  return [originalName === undefined ? file : { ...file, originalName }];
}

/** The SHA-256 of the file that the post cannot have as it is: its stored copy is being deleted, or it is banned. */
function unusableIn(error: DomainError): string | undefined {
  const isAboutFile = error.reason === 'file_gone' || error.reason === 'file_banned';
  const sha = isAboutFile ? error.details?.['sha'] : undefined;
  return typeof sha === 'string' ? sha : undefined;
}
