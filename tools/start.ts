/** `npm start`: the whole board on this machine, until Ctrl-C. */
import { buildIfNeeded } from './local/build.ts';
import { startHouse } from './local/house.ts';
import { makePlaces } from './local/places.ts';
import { ensurePrograms, FFMPEG, NATS_SERVER } from './local/programs.ts';
import { readSettings } from './local/settings.ts';
import { endLeftovers, Ledger, runningHouse } from './local/state.ts';

const say = (line: string): void => console.log(line);
const startedAt = Number(process.env['BOARD_STARTED_AT'] ?? Date.now());
const asked = new AbortController();
let ledger: Ledger | undefined;

/** The first wish to end begins it; one that comes later than the copies of the first ends it at once. */
let askedAt = 0;
function askToEnd(): void {
  if (askedAt && Date.now() - askedAt > 1500) ledger?.killAll();
  if (askedAt) return;
  askedAt = Date.now();
  asked.abort();
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, askToEnd);
process.on('disconnect', askToEnd);
// A terminal that is gone must not keep the board from ending in order.
process.stdout.on('error', askToEnd);

async function main(): Promise<void> {
  const settings = readSettings();
  const running = runningHouse(settings.dataDir);
  if (running) {
    throw new Error(
      `The board already runs from here: ${running.address ?? 'it is still starting'} (Ctrl-C ends it there)`,
    );
  }
  await ensurePrograms(settings.NATS_URL || settings.NATS_URL_FILE ? [FFMPEG] : [NATS_SERVER, FFMPEG], say);
  await buildIfNeeded(say);
  await endLeftovers(settings.dataDir, say);
  ledger = new Ledger(settings.dataDir);
  const places = makePlaces(settings.dataDir, say);
  say('Starting …');
  const house = await startHouse(settings, places, ledger, say, asked.signal);
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  say(
    `\nThe board is open: ${house.address}/   (ready in ${seconds} s; Ctrl-C ends it; logs are in ${places.logs})\n`,
  );
  await house.supervised;
}

let code = 0;
try {
  await Promise.race([
    main(),
    new Promise<void>((resolve) => asked.signal.addEventListener('abort', () => resolve())),
  ]);
} catch (error) {
  if (!asked.signal.aborted) {
    console.error(`\n${(error as Error).message}`);
    code = 1;
  }
}
if (ledger) {
  asked.abort();
  if (code === 0) say('\nClosing …');
  await ledger.endAll();
  if (code === 0) say('The board is closed; its data stays.');
}
process.exit(code);
