/**
 * `npm test`: sets up what the suites need, runs them one after the other, and ends with their sum as the last line.
 * `--all` adds the slow ones, `--slow` runs only those; names run only the suites named.
 */
import {
  CURRENT_NATS,
  findChromium,
  findInCache,
  findMinio,
  findPostgres,
  goInstall,
  MINIO,
  natsServerBinaries,
  versionOf,
} from './servers/index.ts';
import { build } from './local/build.ts';
import { CADDY, CHROMIUM, ensurePrograms, FFMPEG, NATS_SERVER, NGINX, OPENSSL } from './local/programs.ts';
import { suites, type Suite } from './suites/suites.ts';
import { add, sentence, type Totals } from './suites/totals.ts';

const say = (line: string): void => console.log(line);
const args = process.argv.slice(2);
const asked = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => asked.abort());
process.on('disconnect', () => asked.abort());

function chosen(): Suite[] {
  const all = suites();
  const names = args.filter((arg) => !arg.startsWith('--'));
  const unknown = names.filter((name) => !all.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    throw new Error(
      `There is no suite ${unknown.join(', ')}; there are: ${all.map((suite) => suite.name).join(', ')}`,
    );
  }
  if (names.length > 0) return all.filter((suite) => names.includes(suite.name));
  if (args.includes('--all')) return all;
  return all.filter((suite) => Boolean(suite.slow) === args.includes('--slow'));
}

/** Builds what Go can give. A machine without Go does without; one with Go on which the build fails has a fault. */
async function buildServers(): Promise<Totals> {
  const failed: string[] = [];
  const wanted: [name: string, module: string, present: boolean][] = [
    ['nats-server', CURRENT_NATS, findInCache('nats-server') !== undefined],
    ['minio', MINIO, findMinio() !== undefined],
  ];
  for (const [name, module, present] of wanted) {
    if (present) continue;
    try {
      if (!(await goInstall(name, module, say))) say(`Go is not on this machine: no ${name} is built`);
    } catch (error) {
      failed.push(name);
      console.error((error as Error).message);
    }
  }
  return { passed: 0, failed: failed.length, skipped: 0 };
}

async function whatRan(): Promise<string> {
  const nats = natsServerBinaries().map(({ version }) => version);
  const minio = findMinio();
  const chromium = findChromium();
  return [
    `Ran on nats-server ${nats.join(' and ')}`,
    minio
      ? `object store: MinIO (${versionOf(minio)})`
      : 'object store: s3rver, as there is no MinIO and no Go to build it',
    `Postgres ${(await findPostgres()).version}`,
    chromium ? versionOf(chromium) : 'no Chromium',
    `Node ${process.version}`,
  ].join('; ');
}

try {
  const toRun = chosen();
  await ensurePrograms([NATS_SERVER, FFMPEG, CHROMIUM, NGINX, CADDY, OPENSSL], say);
  let totals = await buildServers();
  await build(say);
  for (const suite of toRun) {
    if (asked.signal.aborted) break;
    const started = Date.now();
    say(`\n── ${suite.name}`);
    const result = await suite.run(asked.signal);
    say(`── ${suite.name}: ${sentence(result)} (${Math.round((Date.now() - started) / 1000)} s)`);
    totals = add(totals, result);
  }
  say(`\n${await whatRan()}`);
  if (asked.signal.aborted) say('Ended before all suites had run.');
  // Only what s3rver cannot do is skipped, where there is no Go to build MinIO; any other skip hides a fault.
  const skippedInCi = Boolean(process.env['CI']) && totals.skipped > 0 && findMinio() !== undefined;
  if (skippedInCi) say('In CI nothing may be skipped.');
  say(sentence(totals));
  process.exitCode = totals.failed > 0 || asked.signal.aborted || skippedInCi ? 1 : 0;
} catch (error) {
  console.error((error as Error).message);
  say(sentence({ passed: 0, failed: 1, skipped: 0 }));
  process.exitCode = 1;
}
if (process.connected) process.disconnect();
