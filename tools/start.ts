/** `npm start`: the whole board on this machine, until Ctrl-C; `npm run dev` (`--dev`): with every change of its sources. */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { buildIfNeeded } from './local/build.ts';
import { checkData } from './local/check-data.ts';
import { noteInode } from './local/data-copy.ts';
import { watchDisks } from './local/disk-watch.ts';
import { helpOfStart } from './local/help.ts';
import { startHouse } from './local/house.ts';
import { checkSettings } from './local/check-settings.ts';
import { makePlaces } from './local/places.ts';
import { refuseHalfRestored } from './local/restoring.ts';
import { placesOf, refuseTaken } from './local/ports.ts';
import { ensurePrograms, FFMPEG, NATS_SERVER } from './local/programs.ts';
import { noteBoard } from './local/note-board.ts';
import { tellServiceManager } from './local/service-manager.ts';
import { readSettings, type Settings } from './local/settings.ts';
import { followSources } from './local/sources.ts';
import { atWork, endLeftovers, Ledger, runningHouse } from './local/state.ts';

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

/** Starts everything and stays until it is asked to end. */
async function open(settings: Settings): Promise<void> {
  await untilClosed(settings);
  await ensurePrograms(settings.NATS_URL || settings.NATS_URL_FILE ? [FFMPEG] : [NATS_SERVER, FFMPEG], say);
  await buildIfNeeded(say);
  await checkSettings(settings);
  await endLeftovers(settings.dataDir, settings.SHUTDOWN_GRACE_MS, say);
  refuseHalfRestored(settings.dataDir);
  await refuseTaken(placesOf(settings));
  const expected = await checkData(settings);
  if (settings.ACCEPT_CHANGED)
    say(
      `ACCEPT_CHANGED=${settings.ACCEPT_CHANGED}: this start takes over what has changed of that. Take it out again.`,
    );
  ledger = new Ledger(settings.dataDir);
  const places = makePlaces(settings, say);
  say('Starting …');
  await watchDisks(
    [
      settings.dataDir,
      ...(places.databaseIsElsewhere ? [dirname(places.postgres)] : []),
      ...(settings.STORE_DIR && existsSync(settings.STORE_DIR) ? [settings.STORE_DIR] : []),
    ],
    settings.DISK_WARN_BYTES,
    say,
    asked.signal,
  );
  const house = await startHouse(settings, places, ledger, expected, say, asked.signal);
  if (asked.signal.aborted) return;
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  const logs = settings.LOG_TO === 'files' ? `; logs are in ${places.logs}` : '';
  const address = house.address.startsWith('unix:') ? house.address : `${house.address}/`;
  say(`\nThe board is open: ${address}   (ready in ${seconds} s; Ctrl-C ends it${logs})\n`);
  await tellServiceManager(say, 'READY=1', `STATUS=Open at ${address}`);
  await noteBoard(house, settings, say);
  noteInode(settings.dataDir);
  if (process.argv.includes('--dev')) {
    await followSources(house, say, asked.signal);
  }
  await house.supervised;
}

/** Waits for a board that is just closing here. Throws when one runs that is not. */
async function untilClosed({ dataDir, SHUTDOWN_GRACE_MS }: Settings): Promise<void> {
  if (runningHouse(dataDir)?.closing) say('The board that runs from here is closing; waiting for it …');
  // Three rounds, each as long as the grace and a little more: the door, the other services, what they stand on.
  const deadline = Date.now() + 3 * (SHUTDOWN_GRACE_MS + 3_000);
  while (runningHouse(dataDir)?.closing && Date.now() < deadline && !asked.signal.aborted) await delay(100);
  const running = runningHouse(dataDir);
  if (running) throw new Error(atWork(running));
}

async function close(ledger: Ledger, graceMs: number): Promise<void> {
  asked.abort();
  say('\nClosing …');
  ledger.tell({ closing: true });
  await tellServiceManager(say, 'STOPPING=1', 'STATUS=Closing');
  await ledger.endAll(graceMs);
  say('The board is closed; its data stays.');
}

/** The exit code: 0 when it was asked to end, also while it was still starting. */
async function main(): Promise<number> {
  let settings: Settings | undefined;
  let failure: string | undefined;
  try {
    settings = readSettings();
    await Promise.race([open(settings), once(asked.signal, 'abort')]);
  } catch (error) {
    if (!asked.signal.aborted) failure = (error as Error).message;
  }
  if (failure) console.error(`\n${failure}`);
  if (settings && ledger) await close(ledger, settings.SHUTDOWN_GRACE_MS);
  return failure ? 1 : 0;
}

if (process.argv.some((word) => word === '--help' || word === '-h')) {
  say(helpOfStart(readSettings()));
  process.exit(0);
}
process.exit(await main());
