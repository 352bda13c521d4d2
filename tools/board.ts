/**
 * `npm run board -- <command> …`: backups, and what looks at database and store together, are here; all else is the
 * caretaker's program of posts, run against the board that runs here.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { commandOf, help } from './backup/help.ts';
import { buildIfNeeded } from './local/build.ts';
import { findNats } from './local/find-nats.ts';
import { readSettings, ROOT } from './local/settings.ts';
import { runningHouse } from './local/state.ts';

/** What was compiled once need not be compiled by every call. */
const COMPILE_CACHE = join(ROOT, 'node_modules', '.cache', 'board', 'compiled');
const HELP = [undefined, 'help', '--help', '-h'];
/** Whether the words ask what a command does, for which no board needs to run. */
const asksHelp = (words: string[]): boolean =>
  HELP.includes(words[0]) || words.includes('--help') || words.includes('-h');

/** Gives the program's exit code. Throws when there is no board to ask, unless help is all that is wanted. */
async function main(words: string[]): Promise<number> {
  const settings = readSettings();
  const command = commandOf(words);
  if (command) {
    await buildIfNeeded(() => {});
    // Only now: it stands on what was built.
    const { run } = await import('./backup/command.ts');
    return run(command, words.slice(1), settings);
  }
  const nats = asksHelp(words) ? {} : findNats(settings);
  await buildIfNeeded(() => {});
  const house = runningHouse(settings.dataDir);
  const { status } = spawnSync(process.execPath, [join(ROOT, 'apps/posts/dist/cli.js'), ...words], {
    stdio: 'inherit',
    env: {
      NODE_COMPILE_CACHE: COMPILE_CACHE,
      ...settings.env,
      ...nats,
      ...(house && { BOARD_HOUSE: JSON.stringify(house) }),
    },
  });
  if (HELP.includes(words[0])) console.log(`\n${help()}`);
  return status ?? 1;
}

try {
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
