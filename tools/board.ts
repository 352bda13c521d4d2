/** `npm run board -- <command> …`: runs the caretaker's program of posts against the board that runs here. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildIfNeeded } from './local/build.ts';
import { readSettings, ROOT } from './local/settings.ts';
import { runningHouse } from './local/state.ts';

const settings = readSettings();
const natsUrl = settings.NATS_URL ?? runningHouse(settings.dataDir)?.natsUrl;
if (!natsUrl && !settings.NATS_URL_FILE) {
  console.error('No board runs from here. Start it with: npm start (or set NATS_URL).');
  process.exit(1);
}
await buildIfNeeded(() => {});
const { status } = spawnSync(
  process.execPath,
  [join(ROOT, 'apps/posts/dist/cli.js'), ...process.argv.slice(2)],
  {
    stdio: 'inherit',
    env: { ...settings.env, ...(natsUrl && { NATS_URL: natsUrl }) },
  },
);
process.exit(status ?? 1);
