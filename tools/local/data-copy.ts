import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readOwnFile } from './own-file.ts';

const fileIn = (dataDir: string): string => join(dataDir, 'inode.json');
const schema = z.object({ inode: z.number() });

/**
 * Whether the data folder is a copy of the one that the board last ran from, perhaps an older one that was put back: then what
 * people have seen since is not in it. A file that is copied has another inode; one that is moved on its disk keeps it.
 */
export function isCopied(dataDir: string): boolean {
  const file = fileIn(dataDir);
  if (!existsSync(file)) return false;
  try {
    return readOwnFile(file, schema)?.inode !== statSync(file).ino;
  } catch {
    // Cut short by a kill: then it is not certain, and a new epoch costs little.
    return true;
  }
}

/** Notes that the board runs from this folder. */
export function noteInode(dataDir: string): void {
  const file = fileIn(dataDir);
  // Written in place, as a new file would have an inode of its own.
  if (!existsSync(file)) writeFileSync(file, '', { mode: 0o600 });
  writeFileSync(file, JSON.stringify({ inode: statSync(file).ino }));
}
