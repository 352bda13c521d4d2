import { parseArgs } from 'node:util';
import { readRestoring } from '../local/restoring.ts';
import type { Say } from '../local/programs.ts';
import type { Settings } from '../local/settings.ts';
import { readBackup, withFile, type Backup } from './backup-archive.ts';
import type { Checked } from './check-store.ts';
import { helpOf, pathOf, usageOf, type Command } from './help.ts';
import { counted, sizeInWords } from './progress.ts';
import { endOnSignals } from './stop.ts';

const DONE = 0;
const FAILED = 1;
const MISUSED = 2;
const quiet = (line: string): void => console.error(line);

interface Asked {
  files: string[];
  replace: boolean;
  verify: boolean;
  repair: boolean;
  json: boolean;
  help: boolean;
  /** None of these commands asks anything. */
  yes: boolean;
}

/** What came of a command: for people a last line, for scripts a value. */
interface Outcome {
  code: number;
  text: string;
  value: unknown;
  /** What is wrong, in sentences. */
  problems: string[];
}

/** Runs one of these commands and gives its exit code. Throws a sentence when it fails, which `--json` prints as JSON. */
export async function run(command: Command, args: string[], settings: Settings): Promise<number> {
  const asked = readArguments(args);
  if (asked?.help) {
    console.log(helpOf(command));
    return DONE;
  }
  const json = asked?.json ?? args.includes('--json');
  // What is said on the way is no result.
  const say: Say = json ? () => {} : (line) => console.log(line);
  const work = asked && workOf(command, asked, settings, say);
  if (!work) {
    const message = `Usage: ${usageOf(command)}`;
    quiet(json ? errorText('misused', message) : message);
    return MISUSED;
  }
  endOnSignals();
  try {
    const { code, text, value, problems } = await work();
    if (!json) for (const problem of problems) quiet(problem);
    console.log(json ? JSON.stringify(value, null, 2) : text);
    return code;
  } catch (error) {
    if (!json) throw error;
    quiet(errorText('failed', (error as Error).message));
    return FAILED;
  }
}

const errorText = (reason: string, message: string): string => JSON.stringify({ error: { reason, message } });

/** What the words ask for; undefined when they do not fit the command. */
function workOf(
  command: Command,
  { files: [first, second, ...more], replace, verify, repair }: Asked,
  settings: Settings,
  say: Say,
): (() => Promise<Outcome>) | undefined {
  if (more.length > 0) return undefined;
  if (command === 'check') return first ? undefined : () => check(settings, repair);
  if (command === 'export')
    return first && second ? () => exportOne(settings, first, second, say) : undefined;
  if (!first || second) return undefined;
  if (command === 'restore') return () => restore(settings, first, replace, say);
  return verify ? () => verifyBackup(first) : () => backup(settings, first, say);
}

function readArguments(args: string[]): Asked | undefined {
  const flag = { type: 'boolean', default: false } as const;
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        replace: flag,
        verify: flag,
        repair: flag,
        json: flag,
        yes: { ...flag, short: 'y' },
        help: { ...flag, short: 'h' },
      },
    });
    return { files: positionals, ...values };
  } catch {
    return undefined;
  }
}

async function backup(settings: Settings, file: string, say: Say): Promise<Outcome> {
  const path = pathOf(file);
  say(`Writing ${path} …`);
  const { makeBackup } = await import('./make-backup.ts');
  const made = await makeBackup(settings, path, say);
  const text =
    `${path} is written and was read again: ${inWords(made)}.\n` +
    'It holds the secrets of the board, so keep it where only you can read it.';
  return { code: DONE, text, value: valueOf(path, made), problems: missingIn(made.contents.missing) };
}

async function verifyBackup(file: string): Promise<Outcome> {
  const path = pathOf(file);
  const found = await withFile(path, (handle) => readBackup(path, handle));
  const text = `${path} is whole: ${inWords(found)}.`;
  return { code: DONE, text, value: valueOf(path, found), problems: missingIn(found.contents.missing) };
}

async function restore(settings: Settings, file: string, replace: boolean, say: Say): Promise<Outcome> {
  // Each loads what it needs: this one the whole schema.
  const { restoreBackup } = await import('./restore-backup.ts');
  const path = pathOf(file);
  const restored = await restoreBackup(settings, path, { replace }, say).catch((error: unknown) => {
    if (readRestoring(settings.dataDir)?.file === path)
      say('The restore is not finished: set right what follows, and give the same command again.');
    throw error;
  });
  const text = `The board is restored: ${inWords(restored)}. Start it: npm start`;
  return { code: DONE, text, value: valueOf(path, restored), problems: missingIn(restored.contents.missing) };
}

const rowsOf = ({ contents }: Backup, name: string): number =>
  contents.tables.find((table) => table.name === name)?.rows ?? 0;

/** What is in an archive, for scripts. */
function valueOf(path: string, backup: Backup): object {
  const { about, contents, bytes } = backup;
  const { board = null, madeAt, program } = about;
  const [boards, threads, posts] = ['boards', 'threads', 'posts'].map((name) => rowsOf(backup, name));
  const { live: files, trash } = contents.files;
  return {
    path,
    board,
    madeAt,
    program,
    boards,
    threads,
    posts,
    files,
    trash,
    missing: contents.missing,
    bytes,
  };
}

function inWords(backup: Backup): string {
  const { about, contents, bytes } = backup;
  const { live, trash } = contents.files;
  return (
    `${about.board ? `board ${about.board}, ` : ''}made at ${about.madeAt} by version ${about.program}; ` +
    `${counted(rowsOf(backup, 'boards'), 'board')}, ${counted(rowsOf(backup, 'threads'), 'thread')}, ` +
    `${counted(rowsOf(backup, 'posts'), 'post')}, ` +
    `${counted(live, 'file')} and ${trash} in the trash, ${sizeInWords(bytes)}`
  );
}

function missingIn(missing: readonly string[]): string[] {
  const more = missing.length - 20;
  return [
    ...missing
      .slice(0, 20)
      .map((name) => `Warning: the store does not have ${name}, which a post shows (npm run board -- check)`),
    ...(more > 0 ? [`Warning: … and ${counted(more, 'file')} more`] : []),
  ];
}

async function exportOne(settings: Settings, board: string, file: string, say: Say): Promise<Outcome> {
  const path = pathOf(file);
  const slug = board.replaceAll('/', '');
  const { exportBoard } = await import('./export-board.ts');
  const exported = await exportBoard(settings, slug, path, say);
  const { threads, posts, files, missing } = exported;
  const text =
    `${path} is written: ${counted(threads, 'thread')}, ${counted(posts, 'post')}, ` +
    `${counted(files, 'file')} of /${slug}/.`;
  return { code: DONE, text, value: { path, board: slug, ...exported }, problems: missingIn(missing) };
}

async function check(settings: Settings, repair: boolean): Promise<Outcome> {
  const { checkStore, isOwn } = await import('./check-store.ts');
  const checked = await checkStore(settings, repair);
  const left = checked.faults.filter((fault) => !fault.repaired).length;
  const ok = left === 0 && isOwn(checked);
  const { files, unknown } = checked;
  const found = `${counted(files, 'file')} that posts show: ${left === 0 ? 'each is there' : `${counted(left, 'object')} not as it should be`}.`;
  const others = `\n${counted(unknown.objects, 'object')} (${sizeInWords(unknown.bytes)}) that no post shows: uploads of a moment ago, or left for the next sweep.`;
  return {
    code: ok ? DONE : FAILED,
    text: found + (unknown.objects > 0 ? others : ''),
    value: { ok, ...checked },
    problems: faultsIn(checked),
  };
}

function faultsIn({ board, storeOf, place, faults, posts }: Checked): string[] {
  const problems: string[] = [];
  if (storeOf !== undefined && storeOf !== board)
    problems.push(
      `The store ${place} is of board ${storeOf}, the database of board ${board}: nothing was repaired`,
    );
  for (const { object, what, inTrash, repaired } of faults.slice(0, 20))
    problems.push(
      `${object} is ${repaired ? 'back out of the trash' : `${what}${inTrash ? ', and lies in the trash: --repair' : ''}`}`,
    );
  if (faults.length > 20) problems.push(`… and ${faults.length - 20} more`);
  if (posts.length > 0) problems.push(`Posts that show them: ${posts.join(' ')}`);
  return problems;
}
