/** `npm run board -- <command> …`: runs the caretaker's program of posts against the board that runs here. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildIfNeeded } from './local/build.ts';
import { findNats } from './local/find-nats.ts';
import { readSettings, ROOT } from './local/settings.ts';

const HELP = [undefined, 'help', '--help', '-h'];

/** Gives the program's exit code. Throws when there is no board to ask, unless help is all that is wanted. */
async function main(words: string[]): Promise<number> {
  const settings = readSettings();
  const nats = HELP.includes(words[0]) ? {} : findNats(settings);
  await buildIfNeeded(() => {});
  const { status } = spawnSync(process.execPath, [join(ROOT, 'apps/posts/dist/cli.js'), ...words], {
    stdio: 'inherit',
    env: { ...settings.env, ...nats },
  });
  return status ?? 1;
}

try {
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
