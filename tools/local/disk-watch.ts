import { statfs } from 'node:fs/promises';
import type { Say } from './programs.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How many bytes the disk of a folder has left for us. */
export type FreeBytes = (folder: string) => Promise<number>;

const freeBytes: FreeBytes = async (folder) => {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
};

/**
 * Looks each minute, until `signal` aborts, at what is free on the disks of the folders, and says where less than
 * `warnBytes` is left: when that begins, each hour again, and when it is over. Returns after the first look.
 */
export async function watchDisks(
  folders: string[],
  warnBytes: number,
  say: Say,
  signal: AbortSignal,
  free: FreeBytes = freeBytes,
): Promise<void> {
  const told = new Map<string, number>();
  const look = async (folder: string): Promise<void> => {
    const bytes = await free(folder);
    const before = told.get(folder);
    if (bytes >= warnBytes) {
      if (before !== undefined) say(`The disk of ${folder} has ${megabytes(bytes)} MB free again`);
      told.delete(folder);
    } else if (before === undefined || Date.now() - before >= HOUR_MS) {
      say(
        `Only ${megabytes(bytes)} MB are free on the disk of ${folder}: when it is full no files are taken, and then no ` +
          'posts. Make room, or move DATA_DIR to a larger disk',
      );
      told.set(folder, Date.now());
    }
  };
  const lookAtAll = async (): Promise<void> => {
    const looks = await Promise.allSettled(folders.map(look));
    for (const { reason } of looks.filter((one) => one.status === 'rejected'))
      say(`The disk cannot be looked at: ${String(reason)}`);
  };
  await lookAtAll();
  const timer = setInterval(() => void lookAtAll(), MINUTE_MS).unref();
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}

const megabytes = (bytes: number): number => Math.floor(bytes / 1024 ** 2);
