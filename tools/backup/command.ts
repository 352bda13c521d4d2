import { parseArgs } from 'node:util';
import { readRestoring } from '../local/restoring.ts';
import type { Settings } from '../local/settings.ts';
import { readBackup, withFile, type Backup } from './backup-archive.ts';
import type { Checked } from './check-store.ts';
import { pathOf, usageOf, type Command } from './help.ts';
import { counted, sizeInWords } from './progress.ts';
import { endOnSignals } from './stop.ts';

const DONE = 0;
const FAILED = 1;
const MISUSED = 2;
const say = (line: string): void => console.log(line);
const quiet = (line: string): void => console.error(line);

interface Asked {
  files: string[];
  replace: boolean;
  verify: boolean;
  repair: boolean;
  json: boolean;
}

/** Runs one of these commands and gives its exit code. Throws a sentence when it fails. */
export async function run(command: Command, args: string[], settings: Settings): Promise<number> {
  const asked = readArguments(args);
  if (!asked) {
    console.error(`Usage: ${usageOf(command)}`);
    return MISUSED;
  }
  endOnSignals();
  const [first, second] = asked.files;
  if (command === 'check' && !first) return check(settings, asked);
  if (command === 'backup' && first && !second)
    return asked.verify ? verifyBackup(first) : backup(settings, first);
  if (command === 'restore' && first && !second) return restore(settings, first, asked.replace);
  if (command === 'export' && first && second) return exportOne(settings, first, second);
  console.error(`Usage: ${usageOf(command)}`);
  return MISUSED;
}

function readArguments(args: string[]): Asked | undefined {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        replace: { type: 'boolean', default: false },
        verify: { type: 'boolean', default: false },
        repair: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    });
    return { files: positionals, ...values };
  } catch {
    return undefined;
  }
}

async function backup(settings: Settings, file: string): Promise<number> {
  const path = pathOf(file);
  say(`Writing ${path} …`);
  const { makeBackup } = await import('./make-backup.ts');
  const made = await makeBackup(settings, path, say);
  say(`${path} is written and was read again: ${inWords(made)}.`);
  say('It holds the secrets of the board, so keep it where only you can read it.');
  return DONE;
}

async function verifyBackup(file: string): Promise<number> {
  const path = pathOf(file);
  const found = await withFile(path, (handle) => readBackup(path, handle));
  say(`${path} is whole: ${inWords(found)}.`);
  return DONE;
}

async function restore(settings: Settings, file: string, replace: boolean): Promise<number> {
  // Each loads what it needs: this one the whole schema.
  const { restoreBackup } = await import('./restore-backup.ts');
  const path = pathOf(file);
  const restored = await restoreBackup(settings, path, { replace }, say).catch((error: unknown) => {
    if (readRestoring(settings.dataDir)?.file === path)
      quiet('The restore is not finished: set right what follows, and give the same command again.');
    throw error;
  });
  say(`The board is restored: ${inWords(restored)}. Start it: npm start`);
  return DONE;
}

function inWords({ about, contents, bytes }: Backup): string {
  const rows = (name: string): number => contents.tables.find((table) => table.name === name)?.rows ?? 0;
  const { live, trash } = contents.files;
  for (const name of contents.missing.slice(0, 20))
    console.error(`Warning: the store does not have ${name}, which a post shows (npm run board -- check)`);
  if (contents.missing.length > 20)
    console.error(`Warning: … and ${contents.missing.length - 20} files more`);
  return (
    `${about.board ? `board ${about.board}, ` : ''}made at ${about.madeAt} by version ${about.program}; ` +
    `${counted(rows('boards'), 'board')}, ${counted(rows('threads'), 'thread')}, ${counted(rows('posts'), 'post')}, ` +
    `${counted(live, 'file')} and ${trash} in the trash, ${sizeInWords(bytes)}`
  );
}

async function exportOne(settings: Settings, board: string, file: string): Promise<number> {
  const path = pathOf(file);
  const { exportBoard } = await import('./export-board.ts');
  const { threads, posts, files, missing } = await exportBoard(
    settings,
    board.replaceAll('/', ''),
    path,
    say,
  );
  for (const name of missing.slice(0, 20)) console.error(`Warning: the store does not have ${name}`);
  say(
    `${path} is written: ${counted(threads, 'thread')}, ${counted(posts, 'post')}, ${counted(files, 'file')} of /${board}/.`,
  );
  return DONE;
}

async function check(settings: Settings, { repair, json }: Asked): Promise<number> {
  const { checkStore, isOwn } = await import('./check-store.ts');
  const checked = await checkStore(settings, repair);
  const left = checked.faults.filter((fault) => !fault.repaired);
  const isSound = left.length === 0 && isOwn(checked);
  if (json) say(JSON.stringify({ ok: isSound, ...checked }, null, 2));
  else tell(checked, left.length);
  return isSound ? DONE : FAILED;
}

function tell(checked: Checked, left: number): void {
  const { board, storeOf, place, files, faults, posts, unknown } = checked;
  if (storeOf !== undefined && storeOf !== board)
    quiet(`The store ${place} is of board ${storeOf}, the database of board ${board}: nothing was repaired`);
  for (const { object, what, inTrash, repaired } of faults.slice(0, 20))
    quiet(
      `${object} is ${repaired ? 'back out of the trash' : `${what}${inTrash ? ', and lies in the trash: --repair' : ''}`}`,
    );
  if (faults.length > 20) quiet(`… and ${faults.length - 20} more`);
  if (posts.length > 0) quiet(`Posts that show them: ${posts.join(' ')}`);
  say(
    `${counted(files, 'file')} that posts show: ${left === 0 ? 'each is there' : `${counted(left, 'object')} not as it should be`}.`,
  );
  if (unknown.objects > 0)
    say(
      `${counted(unknown.objects, 'object')} (${sizeInWords(unknown.bytes)}) that no post shows: uploads of a moment ago, or left for the next sweep.`,
    );
}
