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

const HELP = [undefined, 'help', '--help', '-h'];

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
  const nats = HELP.includes(words[0]) ? {} : findNats(settings);
  await buildIfNeeded(() => {});
  const { status } = spawnSync(process.execPath, [join(ROOT, 'apps/posts/dist/cli.js'), ...words], {
    stdio: 'inherit',
    env: { ...settings.env, ...nats },
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
