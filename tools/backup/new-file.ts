import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { identify, isRunning } from '../local/identity.ts';
import { writeSynced } from '../local/replace-file.ts';

const Lock = z.object({ name: z.string(), pid: z.number(), started: z.string() });

/**
 * Makes a file that only we may read: `write` fills `<path>.partial`, `check` looks at it, then it gets its name. Whoever
 * is killed in the middle leaves the partial file, which the next one replaces; after an error nothing is left. Throws when
 * there is such a file, when another archive is just being made from this data folder, or when the disk is full.
 */
export async function makeFile(
  path: string,
  dataDir: string,
  write: (file: FileHandle) => Promise<void>,
  check: (partial: string) => Promise<void>,
): Promise<void> {
  const partial = `${path}.partial`;
  refuseExisting(path);
  if (!existsSync(dirname(path)))
    throw new Error(`There is no folder ${dirname(path)}: make it, or name another file`);
  const unlock = lock(dataDir, path);
  try {
    await rm(partial, { force: true });
    const file = await open(partial, 'wx', 0o600);
    try {
      await write(file);
    } finally {
      await file.close();
    }
    await check(partial);
    refuseExisting(path);
    await rename(partial, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(partial, { force: true });
    throw inWords(error, path);
  } finally {
    unlock();
  }
}

function refuseExisting(path: string): void {
  if (existsSync(path))
    throw new Error(`${path} is there already, and is not overwritten: give another name, or remove it`);
}

/** One archive at a time is made from a data folder. A lock whose process has ended counts for nothing. */
function lock(dataDir: string, path: string): () => void {
  const file = join(dataDir, 'archive.lock');
  mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  const holder = existsSync(file)
    ? Lock.safeParse(JSON.parse(readFileSync(file, 'utf8') || 'null')).data
    : undefined;
  if (holder && isRunning(holder))
    throw new Error(`${holder.name} is just being written (process ${holder.pid}): wait until it is done`);
  const self = identify(path, process.pid);
  const unlock = (): void => rmSync(file, { force: true });
  try {
    if (self) writeSynced(file, self);
  } catch (error) {
    unlock();
    throw inWords(error, file);
  }
  return unlock;
}

function inWords(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'EACCES' || code === 'EROFS')
    return new Error(`${path} cannot be written (${code}): name another file`, { cause: error });
  if (!['ENOSPC', 'EDQUOT', 'EFBIG'].includes(code)) return error;
  return new Error(
    `The disk of ${path} is full (${code}): nothing was kept there. Free some space, or name another disk`,
    {
      cause: error,
    },
  );
}

async function syncFolder(folder: string): Promise<void> {
  // Windows has no such thing and refuses to open folders.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
