import { randomBytes } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { mimeOf, type ObjectStore, readBoardMark, writeBoardMark } from '@board/storage';
import type { ClientBase } from 'pg';
import type { Say } from '../local/programs.ts';
import { forgetRestoring, noteRestoring, readRestoring, type Restoring } from '../local/restoring.ts';
import { isDatabaseOwn, isStoreOnDisk, type Settings } from '../local/settings.ts';
import { type Backup, readBackup, withFile } from './backup-archive.ts';
import { connected, externalUrl, holdingHouse, startDatabase } from './board-database.ts';
import { ahead, type BoardStore, openBoardStore, sizeOf } from './board-store.ts';
import { moveAside, refuseUsed } from './empty-place.ts';
import { refuseOtherKeys, replaceKeys } from './keys.ts';
import { Progress } from './progress.ts';
import { makeFilled, unknownMigrations } from './schema.ts';
import { goOn } from './stop.ts';
import { copyIn, isEmpty, setSequences } from './tables.ts';
import { readTar, type TarEntry } from './tar.ts';

const STORED = /^(files|thumbs|trash)\//;

/**
 * Puts the board of an archive where the settings say, which must be empty; with `replace`, what is there locally is
 * moved aside first. Nothing is changed before all of the archive was read and found whole. What is cut off is
 * finished by being asked for again; until then no board starts here.
 */
export async function restoreBackup(
  settings: Settings,
  path: string,
  options: { replace: boolean },
  say: Say,
): Promise<Backup> {
  return withFile(path, async (file) => {
    say(`Reading ${path} …`);
    const backup = await readBackup(path, file);
    refuseNewer(backup);
    refuseOtherKeys(settings, backup.keys);
    await holdingHouse(settings, 'npm run board -- restore', async (ledger) => {
      const note = begin(settings, path, backup, options, say);
      // What is elsewhere is looked at before anything here is moved.
      if (!isDatabaseOwn(settings)) await isFilled(externalUrl(settings), note);
      if (!isStoreOnDisk(settings)) await refuseAnothersStore(await openBoardStore(settings), backup, note);
      if (options.replace && !note.again) moveAside(settings, say);
      const { store } = await openBoardStore(settings);
      noteRestoring(settings.dataDir, note);
      const url = isDatabaseOwn(settings)
        ? await startDatabase(settings, ledger, say)
        : externalUrl(settings);
      await putFiles(store, file, backup, say);
      if (!(await isFilled(url, note))) await fillDatabase(url, backup, note);
      const board = await readBoard(url);
      await writeBoardMark(store, board);
      replaceKeys(settings, backup.keys, board);
      forgetRestoring(settings.dataDir);
    });
    return backup;
  });
}

function refuseNewer({ about }: Backup): void {
  const unknown = unknownMigrations(about.migrations);
  if (unknown.length === 0) return;
  throw new Error(
    `The archive is of a newer version of the board (${about.program}, schema ${unknown.at(-1)}): use that version or a later one`,
  );
}

/** Begins, or goes on with what was cut off. Throws when the place is used, or half of another archive is there. */
function begin(
  settings: Settings,
  path: string,
  { sha256 }: Backup,
  { replace }: { replace: boolean },
  say: Say,
): Restoring & { again: boolean } {
  const cutOff = readRestoring(settings.dataDir);
  const again = cutOff?.sha256 === sha256;
  if (again) say('Going on with a restore that was cut off');
  else if (cutOff && !replace)
    throw new Error(
      `A restore of ${cutOff.file} was cut off here: finish it (npm run board -- restore ${cutOff.file}), or put what is ` +
        'there aside with --replace',
    );
  else if (!replace) refuseUsed(settings);
  const epoch = again ? cutOff.epoch : randomBytes(4).toString('hex');
  return { file: path, sha256, epoch, again };
}

/** A folder was found empty, or is moved aside; a bucket may hold files, if they are of the same board. */
async function refuseAnothersStore(
  { store, place }: BoardStore,
  { about }: Backup,
  { again }: { again: boolean },
): Promise<void> {
  if (again) return;
  const board = await readBoardMark(store);
  if (board !== undefined && board === about.board) return;
  if (board === undefined && (await store.list('files/')[Symbol.asyncIterator]().next()).done) return;
  throw new Error(
    `The store ${place} holds files of ${board ? `board ${board}` : 'a board that is not named'}, and the archive is of ` +
      `board ${about.board ?? 'unknown'}. Nothing was changed. Name an empty bucket (S3_BUCKET)`,
  );
}

/** Whether the database was filled before it was cut off. Throws when it is not empty otherwise. */
async function isFilled(url: string, { epoch, again }: Restoring & { again: boolean }): Promise<boolean> {
  return connected(url, async (client) => {
    if (await isEmpty(client)) return false;
    if (again && (await epochOf(client)) === epoch) return true;
    const { hostname, pathname } = new URL(url);
    throw new Error(
      `The database ${pathname.slice(1)} at ${hostname} is not empty. Nothing was changed. Make an empty one (createdb) and ` +
        'name it in DATABASE_URL',
    );
  });
}

async function epochOf(client: ClientBase): Promise<string | undefined> {
  const { rows } = await client.query<{ epoch: string }>('SELECT epoch FROM meta');
  return rows[0]?.epoch;
}

/** All or nothing: a kill in the middle leaves an empty database. */
async function fillDatabase(
  url: string,
  { about, contents, rows }: Backup,
  { epoch }: Restoring,
): Promise<void> {
  await makeFilled(
    url,
    about.migrations,
    async (client) => {
      await copyIn(client, contents.tables, rows);
      await setSequences(client, contents.sequences);
    },
    async (client) => {
      // What anybody remembers of versions is of before.
      await client.query('UPDATE meta SET epoch = $1', [epoch]);
    },
  );
}

async function readBoard(url: string): Promise<string> {
  return connected(url, async (client) => {
    const { rows } = await client.query<{ board: string }>('SELECT board FROM meta');
    if (!rows[0]) throw new Error('the restored database does not say which board it is');
    return rows[0].board;
  });
}

/** Puts the files of the archive into the store. Those that are there in their size were put before. */
async function putFiles(store: ObjectStore, file: FileHandle, { contents }: Backup, say: Say): Promise<void> {
  let bytes = 0;
  const progress = new Progress(say, () => bytes);
  const { live, trash, thumbs } = contents.files;
  progress.begin('files', live + trash + thumbs);
  const put = async ({ name, bytes: size, body }: TarEntry): Promise<number> => {
    goOn();
    if ((await sizeOf(store, name)) !== size)
      await store.put(name, body(), { bytes: size, mime: mimeOf(name) });
    return size;
  };
  try {
    for await (const [, size] of ahead(stored(file), put)) {
      bytes += size;
      progress.step();
    }
  } finally {
    progress.end();
  }
}

async function* stored(file: FileHandle): AsyncGenerator<TarEntry> {
  for await (const entry of readTar(file)) if (STORED.test(entry.name)) yield entry;
}
