import type { ObjectStore } from '@board/storage';
import type { ClientBase } from 'pg';
import type { Say } from '../local/programs.ts';
import { refuseHalfRestored } from '../local/restoring.ts';
import type { Settings } from '../local/settings.ts';
import { ArchiveWriter } from './archive.ts';
import {
  type About,
  type Applied,
  type Backup,
  type Contents,
  readBackup,
  withFile,
} from './backup-archive.ts';
import { connected, withDatabase } from './board-database.ts';
import { ahead, find, openBoardStore, thumbOf } from './board-store.ts';
import { readKeys } from './keys.ts';
import { makeFile } from './new-file.ts';
import { programVersion } from './program-version.ts';
import { Progress } from './progress.ts';
import { beginSnapshot, copyOut, readSequences } from './tables.ts';

/** A stored file that a post of the snapshot has, and whether it lies where readers see it or in the trash. */
interface Kept {
  name: string;
  folder: 'files' | 'trash';
}

/** Whether posts of now still show these. */
const STILL_SHOWN = `
  SELECT DISTINCT s.name FROM post_files s JOIN posts p ON p.id = s.post_id WHERE s.name = ANY ($1) AND p.state = 'live'`;
/** A condemned copy may be shown again, so media has it among the files until it asks. */
const FILES = `
  SELECT name, CASE WHEN state = 'released' THEN 'trash' ELSE 'files' END AS folder FROM files f
  WHERE EXISTS (SELECT FROM post_files s WHERE s.name = f.name) ORDER BY name`;

/**
 * Writes database, files and secrets of this board into one archive at `path`, and reads it again. The database is of
 * one moment; then come the files that its posts have, so that each that a post shows is there.
 */
export async function makeBackup(settings: Settings, path: string, say: Say): Promise<Backup> {
  refuseHalfRestored(settings.dataDir);
  const keys = readKeys(settings);
  let backup: Backup | undefined;
  const write = (url: string): Promise<void> =>
    makeFile(
      path,
      settings.dataDir,
      async (file) => {
        const { store } = await openBoardStore(settings);
        const archive = new ArchiveWriter(file);
        const progress = new Progress(say, () => archive.writtenBytes);
        try {
          const database = await connected(url, (client) => writeDatabase(client, archive, keys, progress));
          const { found, missing } = await writeFiles(store, database.kept, archive, progress);
          const contents: Contents = {
            tables: database.tables,
            sequences: database.sequences,
            files: found,
            missing: await stillShown(url, missing),
          };
          await archive.addJson('contents.json', contents);
          await archive.end();
        } finally {
          progress.end();
        }
      },
      async (partial) => {
        say('  … reading it again');
        backup = await withFile(partial, (file) => readBackup(partial, file));
      },
    );
  await withDatabase(settings, 'npm run board -- backup', write);
  if (!backup) throw new Error('the backup was not read again');
  return backup;
}

async function writeDatabase(
  client: ClientBase,
  archive: ArchiveWriter,
  keys: unknown,
  progress: Progress,
): Promise<Pick<Contents, 'tables' | 'sequences'> & { kept: Kept[] }> {
  progress.begin('the database');
  await beginSnapshot(client);
  await archive.addJson('about.json', await aboutOf(client));
  await archive.addJson('secrets.json', keys);
  const tables = await copyOut(client, archive);
  const sequences = await readSequences(client);
  const { rows: kept } = await client.query<Kept>(FILES);
  await client.query('COMMIT');
  return { tables, sequences, kept };
}

async function aboutOf(client: ClientBase): Promise<About> {
  const { rows: migrations } = await client
    .query<Applied>('SELECT timestamp::text, name FROM migrations ORDER BY timestamp')
    .catch((cause: unknown) => {
      throw new Error('There is no board in this database yet: start it once', { cause });
    });
  const { rows } = await client.query<{ meta: { board?: string } }>(
    'SELECT to_jsonb(meta) AS meta FROM meta',
  );
  const board = rows[0]?.meta.board;
  return {
    kind: 'backup',
    program: programVersion(),
    madeAt: new Date().toISOString(),
    ...(board && { board }),
    migrations,
  };
}

async function writeFiles(
  store: ObjectStore,
  kept: readonly Kept[],
  archive: ArchiveWriter,
  progress: Progress,
): Promise<{ found: Contents['files']; missing: string[] }> {
  const found = { live: 0, trash: 0, thumbs: 0 };
  const missing: string[] = [];
  const places = ({ name, folder }: Kept, thumb: boolean): string[] => {
    const here = thumb ? thumbOf(name) : name;
    const shown = `${thumb ? 'thumbs' : 'files'}/${here}`;
    return folder === 'files' ? [shown, `trash/${here}`] : [`trash/${here}`, shown];
  };
  const read = async (file: Kept) => [
    await find(store, places(file, false)),
    await find(store, places(file, true)),
  ];
  progress.begin('files', kept.length);
  for await (const [file, [object, thumb]] of ahead(kept, read)) {
    // Where it belongs by the snapshot, wherever it is by now.
    if (object) await archive.add(places(file, false)[0] as string, object.bytes, object.body);
    if (thumb) await archive.add(places(file, true)[0] as string, thumb.bytes, thumb.body);
    if (object) found[file.folder === 'files' ? 'live' : 'trash'] += 1;
    if (thumb) found.thumbs += 1;
    if (!object && file.folder === 'files') missing.push(file.name);
    progress.step();
  }
  return { found, missing };
}

/** What was deleted since the snapshot is not missing. */
async function stillShown(url: string, missing: string[]): Promise<string[]> {
  if (missing.length === 0) return [];
  return connected(url, async (client) => {
    const { rows } = await client.query<{ name: string }>(STILL_SHOWN, [missing]);
    return rows.map(({ name }) => name);
  });
}
