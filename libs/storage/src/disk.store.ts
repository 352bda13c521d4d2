import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { link, mkdir, open, opendir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import { exactly } from './exact-size.js';
import { checkMime, checkName, checkPrefix, mimeOf } from './names.js';
import {
  ObjectNotFound,
  StoreUnavailable,
  type ByteRange,
  type ListedObject,
  type ObjectStat,
  type ObjectStore,
  type PutOptions,
} from './object-store.js';

/** Where objects are written before they get their name; begins with a dot, as no object's name does. */
const UNFINISHED = '.unfinished';
/** No put takes this long: what is older was left by a process that was killed. */
const UNFINISHED_MS = 60 * 60 * 1000;

/** Objects as files of one folder, which several processes may share. Makes the folder. */
export async function openDiskStore(root: string): Promise<ObjectStore> {
  await mkdir(join(root, UNFINISHED), { recursive: true });
  for await (const entry of await opendir(join(root, UNFINISHED))) {
    const file = join(root, UNFINISHED, entry.name);
    const age = await stat(file).then((found) => Date.now() - found.mtimeMs, whenGone(0));
    if (age > UNFINISHED_MS) await rm(file, { force: true });
  }
  return new DiskStore(root);
}

class DiskStore implements ObjectStore {
  constructor(private readonly root: string) {}

  /** Written aside, synced, then renamed: a reader, or a power cut, finds the whole object or none. */
  async put(name: string, body: Buffer | Readable, options: PutOptions): Promise<void> {
    checkMime(name, options.mime);
    const target = this.path(name);
    const unfinished = join(this.root, UNFINISHED, randomUUID());
    try {
      await pipeline(
        exactly(options.bytes, body),
        createWriteStream(unfinished, { flags: 'wx', flush: true }),
      );
      await this.ensureFolder(dirname(target));
      if (options.ifAbsent) await link(unfinished, target).catch(unless('EEXIST'));
      else await rename(unfinished, target);
      await sync(dirname(target));
    } catch (error) {
      throw asUnavailable(error);
    } finally {
      await rm(unfinished, { force: true });
    }
  }

  async get(name: string, range?: ByteRange): Promise<Readable> {
    const file = await open(this.path(name), 'r').catch((error: unknown) => {
      throw asStoreError(error, name);
    });
    const { size } = await file.stat();
    if (range && range.start >= size) {
      await file.close();
      throw new RangeError(`${name} has ${size} bytes, so none from ${range.start} on`);
    }
    return file.createReadStream(range);
  }

  async stat(name: string): Promise<ObjectStat> {
    const found = await stat(this.path(name)).catch((error: unknown) => {
      throw asStoreError(error, name);
    });
    const etag = `${found.mtimeMs.toString(36)}-${found.ino.toString(36)}-${found.size.toString(36)}`;
    return { bytes: found.size, mime: mimeOf(name), modifiedAt: found.mtime, etag };
  }

  async delete(name: string): Promise<void> {
    await rm(this.path(name), { force: true }).catch((error: unknown) => {
      throw asUnavailable(error);
    });
  }

  async move(from: string, to: string): Promise<void> {
    const target = this.path(to);
    try {
      await this.ensureFolder(dirname(target));
      await rename(this.path(from), target);
      // As in S3, where moving is copying: what counts from then on is when it came here.
      await utimes(target, new Date(), new Date());
      await sync(dirname(target));
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw asUnavailable(error);
      await stat(target).catch(() => {
        throw new ObjectNotFound(from);
      });
    }
  }

  async *list(prefix: string): AsyncIterable<ListedObject> {
    const folder = checkPrefix(prefix).slice(0, prefix.lastIndexOf('/') + 1);
    yield* this.walk(folder, prefix);
  }

  private async *walk(folder: string, prefix: string): AsyncIterable<ListedObject> {
    const entries = await opendir(join(this.root, folder)).catch(whenGone(undefined));
    for await (const entry of entries ?? []) {
      const name = folder + entry.name;
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory()) {
        if (`${name}/`.startsWith(prefix) || prefix.startsWith(`${name}/`))
          yield* this.walk(`${name}/`, prefix);
      } else if (name.startsWith(prefix)) {
        const found = await stat(join(this.root, name)).catch(whenGone(undefined));
        if (found) yield { name, bytes: found.size, modifiedAt: found.mtime };
      }
    }
  }

  private path(name: string): string {
    return join(this.root, ...checkName(name).split('/'));
  }

  /** A new folder is a new entry of the one above it, which has to outlive a power cut as well. */
  private async ensureFolder(folder: string): Promise<void> {
    const made = await mkdir(folder, { recursive: true });
    if (made !== undefined) await sync(dirname(made));
  }
}

/** Makes names in a folder durable. Windows has no such thing and refuses to open folders. */
async function sync(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** Rethrows every error but the one that is no news. */
function unless(code: string): (error: unknown) => void {
  return (error) => {
    if (codeOf(error) !== code) throw error;
  };
}

/** What to go on with when a file or folder has just gone; any other error is the disk's. */
function whenGone<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if (codeOf(error) !== 'ENOENT') throw asUnavailable(error);
    return instead;
  };
}

function asStoreError(error: unknown, name: string): unknown {
  return codeOf(error) === 'ENOENT' ? new ObjectNotFound(name) : asUnavailable(error);
}

const FULL_OR_BROKEN = new Set([
  'ENOSPC',
  'EDQUOT',
  'EIO',
  'EROFS',
  'EEXIST',
  'EMFILE',
  'ENFILE',
  'EACCES',
  'EPERM',
  'ENOENT',
  'ENOTDIR',
]);

/** A disk that is full, away or closed to us is a store that does not answer; the caller's own errors stay what they are. */
function asUnavailable(error: unknown): unknown {
  const code = codeOf(error);
  const why = code === 'ENOSPC' || code === 'EDQUOT' ? 'the disk is full' : `the disk says ${code}`;
  return FULL_OR_BROKEN.has(code) ? new StoreUnavailable(why, { cause: error }) : error;
}
