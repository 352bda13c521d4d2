import { createHash } from 'node:crypto';
import { type FileHandle, mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { DomainError } from '@board/contracts';

const PREFIX = 'board-upload-';
const PIECE_BYTES = 256 * 1024;

/** A file as it was uploaded, on disk. */
export interface Upload {
  readonly path: string;
  /** SHA-256 of the bytes, hex. */
  readonly sha: string;
  readonly bytes: number;
  /** Whether it begins like a video, which takes longer to process. */
  readonly video: boolean;
  /** What its sender called it. */
  readonly name?: string;
  /** Its place in the form, from 1, behind the files that were attached before. */
  readonly file: number;
}

/** A folder for the files of one form, made when the first comes; disposing of it deletes them. */
export class UploadFolder implements AsyncDisposable {
  private made: Promise<string> | undefined;

  constructor(private readonly parent: string) {}

  /**
   * Streams a file to disk while hashing it. Beyond `maxBytes` nothing is written any more, but the stream is still
   * read to its end. Throws `file_too_big`, `file_empty`, `store_unavailable` when the disk does not take it, or what
   * the stream throws.
   */
  async save(stream: Readable, file: number, maxBytes: number): Promise<Upload> {
    const { path, handle } = await this.open(String(file));
    const hash = createHash('sha256');
    let bytes = 0;
    let video = false;
    let failure: DomainError | undefined;
    try {
      for await (const piece of inPieces(stream)) {
        if (bytes === 0) video = looksLikeVideo(piece);
        bytes += piece.length;
        if (bytes > maxBytes || failure) continue;
        hash.update(piece);
        failure = await handle.writeFile(piece).then(() => undefined, noRoom);
      }
    } finally {
      await handle.close();
    }
    if (failure) throw failure;
    if (bytes > maxBytes) {
      await rm(path);
      throw new DomainError('file_too_big', { file, max: maxBytes, got: bytes });
    }
    if (bytes === 0) throw new DomainError('file_empty', { file });
    return { path, sha: hash.digest('hex'), bytes, video, file };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const path = await this.made?.catch(() => undefined);
    if (path) await rm(path, { recursive: true, force: true });
  }

  private async open(name: string): Promise<{ path: string; handle: FileHandle }> {
    try {
      this.made ??= mkdtemp(join(this.parent, `${PREFIX}${process.pid}-`));
      const path = join(await this.made, name);
      return { path, handle: await open(path, 'wx', 0o600) };
    } catch (error) {
      throw noRoom(error);
    }
  }
}

/** Deletes what processes that are no more left in `parent`: ours cannot have begun yet when this runs at start. */
export async function removeStaleUploads(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const pid = Number(new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1] ?? 0);
    if (pid > 0 && (pid === process.pid || !isAlive(pid)))
      await rm(join(parent, name), { recursive: true, force: true });
  }
}

/** What a stream has, joined into pieces that are worth a turn of the thread pool each. */
async function* inPieces(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    waiting.push(chunk);
    bytes += chunk.length;
    if (bytes < PIECE_BYTES) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(waiting);
}

function noRoom(error: unknown): DomainError {
  return new DomainError('store_unavailable', undefined, { cause: error });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** The first bytes of Matroska, which webm is, or of the family of mp4. */
function looksLikeVideo(head: Buffer): boolean {
  return (
    head.subarray(0, 4).toString('hex') === '1a45dfa3' || head.subarray(4, 8).toString('latin1') === 'ftyp'
  );
}
