/** `npm run demo -- <posts>`: fills the board that runs here with talks, pictures and films of its own making. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { buildIfNeeded } from './local/build.ts';
import { findNats } from './local/find-nats.ts';
import { readSettings } from './local/settings.ts';

const HELP = `Usage: npm run demo -- [posts] [--seed <number>]

Fills the board that runs from here (npm start, or NATS_URL and the store of .env) with so many posts (100): talks in
English and Russian with cites, quotes, spoilers, names, pictures and films, all of its own making. The same number
and seed make the same talks, and make them once; take another seed (1) for more.

  npm run demo -- 10
  npm run demo -- 1000 --seed 7
  npm run demo -- 100000        a few minutes`;

const MOST = 1_000_000;

/** What was asked for; undefined when that cannot be read. */
function readArguments(): { posts: number; seed: number } | undefined {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { seed: { type: 'string', default: '1' }, help: { type: 'boolean', short: 'h' } },
    });
    const [posts, seed] = [Number(positionals[0] ?? 100), Number(values.seed)];
    const sound = Number.isInteger(posts) && posts > 0 && posts <= MOST && Number.isInteger(seed);
    return values.help || positionals.length > 1 || !sound ? undefined : { posts, seed };
  } catch {
    return undefined;
  }
}

async function main(): Promise<number> {
  const asked = readArguments();
  if (!asked) {
    console.log(HELP);
    return process.argv.some((arg) => arg === '--help' || arg === '-h') ? 0 : 1;
  }
  const settings = readSettings();
  const nats = findNats(settings);
  await buildIfNeeded(() => {});
  // Only now: it stands on what was built.
  const [{ fill }, { openStore, storeConfig }, { natsConfig, readConfig }, { natsAddress }] =
    await Promise.all([
      import('./demo/fill.ts'),
      import('@board/storage'),
      import('@board/platform/config'),
      import('@board/messaging'),
    ]);
  const config = readConfig(z.object({ ...natsConfig, ...storeConfig }), {
    STORE_DIR: join(settings.dataDir, 'files'),
    ...settings.env,
    ...nats,
  });
  const store = await openStore(config);
  await fill({ nats: natsAddress(config), store, ...asked }, (line) => console.log(line));
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
if (process.connected) process.disconnect();
