import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { canReach, postgresUser, SHARED_DIR } from '../servers/index.ts';
import { readOwnFile } from './own-file.ts';
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
  if (noted && noted.dataDir !== dataDir && readNote(noted.dataDir)) throw copied(dataDir, noted);
  const folder = placeOf(dataDir, noted);
  if (folder === dataDir) return announced(dataDir);
  say(`The database is in ${folder}, where the user that Postgres runs as can enter`);
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  // Made where the house stood before, or with other rights.
  if (!noted && existsSync(inside)) execFileSync('mv', [inside, folder]);
  replaceFile(noteIn(dataDir), { dataDir, folder } satisfies Note);
  return announced(folder);
}

/**
 * What a look at the disk says of the local database: `there`, `begun` (a first start was cut off while it was made),
 * `empty` (its folder holds none) or `gone` (the folder that was noted is not there); and where it should be.
 */
export function findDatabase(dataDir: string): {
  state: 'there' | 'begun' | 'empty' | 'gone';
  folder: string;
} {
  const noted = readNote(dataDir);
  if (noted && !existsSync(noted.folder)) return { state: 'gone', folder: noted.folder };
  const folder = placeOf(dataDir, noted);
  const places = noted ? [folder] : [folder, dataDir];
  const has = (name: string): boolean => places.some((place) => existsSync(join(place, name)));
  return {
    state: has('postgres/PG_VERSION') ? 'there' : has('postgres.new') ? 'begun' : 'empty',
    folder: join(folder, 'postgres'),
  };
}

export const noteIn = (dataDir: string): string => join(dataDir, 'database.json');

/** Where the note says, while that is there; else `dataDir`, or a folder that Postgres' user can enter. */
function placeOf(dataDir: string, noted: Note | undefined): string {
  if (noted && existsSync(noted.folder)) return noted.folder;
  if (!noted && canReach(postgresUser(join(dataDir, 'postgres')), dataDir)) return dataDir;
  return newFolder(dataDir, noted !== undefined);
}

/** Before anything else is made there is a sign that the database is being made: initdb's own folder. */
function announced(folder: string): string {
  if (!existsSync(join(folder, 'postgres'))) mkdirSync(join(folder, 'postgres.new'), { recursive: true });
  return folder;
}

/** Where the database of `dataDir` is as far as is known now, without making anything. */
export function keptDatabaseFolder(dataDir: string): string {
  return readNote(dataDir)?.folder ?? dataDir;
}

function readNote(dataDir: string): Note | undefined {
  return readOwnFile(noteIn(dataDir), schema);
}

function copied(dataDir: string, noted: Note): Error {
  return new Error(
    `${dataDir} is a copy of ${noted.dataDir}, and two boards cannot share the database in ${noted.folder}: copy ` +
      `that too and name its copy in ${noteIn(dataDir)}, or remove ${dataDir} to begin with an empty board`,
  );
}

function newFolder(dataDir: string, isLost: boolean): string {
  const mark = createHash('sha256').update(ROOT).digest('hex').slice(0, 8);
  const folder = join(SHARED_DIR, `${basename(ROOT)}-${mark}`);
  // Where no secrets were made yet, it is of a house that stood here and was removed, and its password with it.
  const anothers = existsSync(folder) && (isLost || !hasSecrets(dataDir));
  return anothers ? `${folder}-${randomBytes(4).toString('hex')}` : folder;
}
