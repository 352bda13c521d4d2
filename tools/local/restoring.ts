import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readOwnFile } from './own-file.ts';
import { replaceFile } from './replace-file.ts';

const schema = z.object({
  /** The archive that is being restored, and the hash of all that is in it. */
  file: z.string(),
  sha256: z.string(),
  /** The epoch that the restored board begins: a database that has it is restored. */
  epoch: z.string(),
});
/** Stands in the data folder from a restore's first change to its last. */
export type Restoring = z.infer<typeof schema>;

const noteIn = (dataDir: string): string => join(dataDir, 'restoring.json');

export const readRestoring = (dataDir: string): Restoring | undefined => readOwnFile(noteIn(dataDir), schema);
export const noteRestoring = (dataDir: string, note: Restoring): void => replaceFile(noteIn(dataDir), note);
export const forgetRestoring = (dataDir: string): void => rmSync(noteIn(dataDir), { force: true });

/** Throws while a restore is not finished: what is here is a part of a board. */
export function refuseHalfRestored(dataDir: string): void {
  const note = readRestoring(dataDir);
  if (!note) return;
  throw new Error(
    `A restore of ${note.file} was cut off, and a part of that board is here. Finish it by the same command: ` +
      `npm run board -- restore ${note.file}`,
  );
}
