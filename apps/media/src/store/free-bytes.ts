import { statfs } from 'node:fs/promises';

/** Bytes that the disk of a folder has left for us. Throws when it cannot be looked at. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
