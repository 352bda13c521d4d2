import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { endProcess, identify, isRunning, type Identity } from './identity.ts';
import { replaceFile } from './replace-file.ts';
import { writeTargets } from './targets.ts';

const identity = z.object({ name: z.string(), pid: z.number(), started: z.string() });
const schema = z.object({
  starter: identity,
  parts: z.array(identity),
  natsUrl: z.string().optional(),
  address: z.string().optional(),
  /** It was asked to end, and is about to. */
  closing: z.boolean().optional(),
  /** Of the local database. */
  postgresPort: z.number().optional(),
  /** Where services answer /metrics, /livez and /readyz. */
  internal: z.record(z.string(), z.string()).optional(),
});
export type HouseState = z.infer<typeof schema>;

const START = 'npm start';

const fileIn = (dataDir: string): string => join(dataDir, 'house.json');

/** What the last start wrote; undefined when there was none or its file is damaged. */
export function readState(dataDir: string): HouseState | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(fileIn(dataDir), 'utf8')));
  } catch {
    return undefined;
  }
}

/** The state of a house that runs now, with a starter that watches over it. */
export function runningHouse(dataDir: string): HouseState | undefined {
  const state = readState(dataDir);
  return state && isRunning(state.starter) ? state : undefined;
}

/** Says who is at work on a data folder, as a reason not to be. */
export function atWork({ starter, address }: HouseState): string {
  if (starter.name !== START)
    return `\`${starter.name}\` is at work on this board's data (process ${starter.pid}): wait until it has ended`;
  return `The board already runs from here: ${address ?? 'it is still starting'} (Ctrl-C ends it there)`;
}

/** What is running, on disk at every moment, so that a start after a kill can find it. */
export class Ledger {
  private readonly dataDir: string;
  private readonly state: HouseState;

  /** `starter`: what people typed. Throws when something is at work on this data already. */
  constructor(dataDir: string, starter = START) {
    this.dataDir = dataDir;
    mkdirSync(dataDir, { recursive: true, mode: 0o711 });
    const self = identify(starter, process.pid);
    if (!self) throw new Error('this system does not say when a process was started');
    this.state = { starter: self, parts: [] };
    const own = `${fileIn(dataDir)}.${process.pid}`;
    writeFileSync(own, JSON.stringify(this.state), { mode: 0o600 });
    try {
      // Whole from its first moment, and only where there is none.
      linkSync(own, fileIn(dataDir));
    } catch (cause) {
      // Another start was a moment earlier.
      const running = runningHouse(dataDir);
      throw running ? new Error(atWork(running), { cause }) : cause;
    } finally {
      rmSync(own);
    }
  }

  /** Notes a process that was just started under that name, or is called so from now on. */
  started(name: string, pid: number): void {
    const found = identify(name, pid);
    this.state.parts = this.state.parts.filter((part) => part.name !== name && part.pid !== pid);
    if (found) this.state.parts.push(found);
    this.write();
  }

  tell(facts: Pick<HouseState, 'natsUrl' | 'address' | 'postgresPort' | 'closing'>): void {
    Object.assign(this.state, facts);
    this.write();
  }

  /** Notes where a service answers the platform from now on; Prometheus is told too. */
  answersAt(service: string, internalUrl: string): void {
    this.state.internal = { ...this.state.internal, [service]: internalUrl };
    this.write();
    writeTargets(this.dataDir, this.state.internal);
  }

  /** Ends every part in order, also one that was just being started again. */
  async endAll(graceMs: number): Promise<void> {
    while (this.state.parts.some(isRunning)) await endParts(this.state.parts, graceMs);
    rmSync(fileIn(this.dataDir), { force: true });
  }

  /** Ends every part at once, without waiting. */
  killAll(): void {
    for (const part of this.state.parts.filter(isRunning)) process.kill(part.pid, 'SIGKILL');
  }

  private write(): void {
    replaceFile(fileIn(this.dataDir), this.state);
  }
}

const isServer = (part: Identity): boolean => part.name === 'nats' || part.name === 'postgres';
const isDoor = (part: Identity): boolean => part.name === 'gateway';

/**
 * Ends processes from the door inwards: nobody comes in, what is in hand is finished, then what all stand on goes. Each
 * has `graceMs` and a little more, since services keep to that time themselves.
 */
async function endParts(parts: Identity[], graceMs: number): Promise<void> {
  const end = (some: Identity[], signal: NodeJS.Signals): Promise<unknown> =>
    Promise.all(some.map((part) => endProcess(part, signal, graceMs + 2_000)));
  await end(parts.filter(isDoor), 'SIGTERM');
  await end(
    parts.filter((part) => !isDoor(part) && !isServer(part)),
    'SIGTERM',
  );
  await end(parts.filter(isServer), 'SIGINT');
}

/** Ends what a start that was killed left running. Throws when something is at work on this data. */
export async function endLeftovers(
  dataDir: string,
  graceMs: number,
  say: (line: string) => void,
): Promise<void> {
  const state = readState(dataDir);
  if (!state && existsSync(fileIn(dataDir)))
    say(`${fileIn(dataDir)} is damaged, and dropped: what a former start may have left running is not known`);
  if (state && isRunning(state.starter)) throw new Error(atWork(state));
  const left = state?.parts.filter(isRunning) ?? [];
  if (left.length > 0) {
    say(`A former start was cut off; ending what it left: ${left.map((part) => part.name).join(', ')}`);
    await endParts(left, graceMs);
  }
  rmSync(fileIn(dataDir), { force: true });
}
