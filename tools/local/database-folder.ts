import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { canReach, postgresUser, SHARED_DIR } from '../servers/index.ts';
import type { Say } from './programs.ts';
import { replaceFile } from './replace-file.ts';
import { hasSecrets } from './secrets.ts';
import { ROOT } from './settings.ts';

const schema = z.object({ dataDir: z.string(), folder: z.string() });
type Note = z.infer<typeof schema>;

/**
 * The folder of the house's database: `dataDir`, or one below SHARED_DIR if Postgres' user cannot enter there. The
 * latter is noted in `dataDir`, so that it is found again wherever the house is moved. Throws in a copy of such
 * a house: two cannot share one database.
 */
export function databaseFolder(dataDir: string, say: Say): string {
  const noted = readNote(dataDir);
  const inside = join(dataDir, 'postgres');
  if (!noted && canReach(postgresUser(inside), dataDir)) return dataDir;
  if (noted && noted.dataDir !== dataDir && readNote(noted.dataDir)) throw copied(dataDir, noted);
  const folder = noted?.folder ?? newFolder(dataDir);
  say(`The database is in ${folder}, where the user that Postgres runs as can enter`);
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  // Made where the house stood before, or with other rights.
  if (!noted && existsSync(inside)) execFileSync('mv', [inside, folder]);
  replaceFile(noteIn(dataDir), { dataDir, folder } satisfies Note);
  return folder;
}

/** Where the database of `dataDir` is as far as is known now, without making anything. */
export function keptDatabaseFolder(dataDir: string): string {
  return readNote(dataDir)?.folder ?? dataDir;
}

const noteIn = (dataDir: string): string => join(dataDir, 'database.json');

function readNote(dataDir: string): Note | undefined {
  const file = noteIn(dataDir);
  return existsSync(file) ? schema.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
}

function copied(dataDir: string, noted: Note): Error {
  return new Error(
    `${dataDir} is a copy of ${noted.dataDir}, and two boards cannot share the database in ${noted.folder}: copy ` +
      `that too and name its copy in ${noteIn(dataDir)}, or remove ${dataDir} to begin with an empty board`,
  );
}

function newFolder(dataDir: string): string {
  const mark = createHash('sha256').update(ROOT).digest('hex').slice(0, 8);
  const folder = join(SHARED_DIR, `${basename(ROOT)}-${mark}`);
  // Where no secrets were made yet, it is of a house that stood here and was removed, and its password with it.
  const anothers = existsSync(folder) && !hasSecrets(dataDir);
  return anothers ? `${folder}-${randomBytes(4).toString('hex')}` : folder;
}
