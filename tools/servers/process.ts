import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * How Node runs a service: errors name lines of the sources; a young generation of 2 MB, since the default of 16 costs
 * each of the four services some 25 MB of idle memory; the whole heap collected when it has grown to three times what
 * lives, since otherwise the bytes of every second or third uploaded picture cause that, at half of the picture's cost.
 */
export const SERVICE_NODE_FLAGS = [
  '--enable-source-maps',
  '--max-semi-space-size=2',
  '--heap-growing-percent=200',
];

export interface ProcessSpec {
  /** How people know it: "nats-server", "posts". */
  name: string;
  command: string;
  args: string[];
  cwd?: string;
  /** The whole environment; absent: that of this process. */
  env?: NodeJS.ProcessEnv;
  uid?: number;
  gid?: number;
  /** In its own process group, so that a Ctrl-C in the terminal reaches only its starter, which ends things in order. */
  detached?: boolean;
  /** Told its process id at once, long before it is ready. */
  onSpawn?: (pid: number) => void;
  /** Every line it writes, of both streams. */
  onLine?: (line: string) => void;
}

export interface RunningProcess {
  readonly name: string;
  readonly pid: number;
  /** Resolves when it has ended, with a few words on how. */
  readonly exited: Promise<string>;
  readonly alive: boolean;
  /** Its last lines, for an error message. */
  tail(): string;
  /** Sends a signal and waits for the end. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Asks it to end, and after `graceMs` makes it. */
  stop(signal?: NodeJS.Signals, graceMs?: number): Promise<void>;
}

const TAIL_LINES = 20;

/** Starts a process; throws when it cannot be executed. */
export async function launch(spec: ProcessSpec): Promise<RunningProcess> {
  const { name, command, args, cwd, env, uid, gid, detached = false, onSpawn, onLine } = spec;
  const child = spawn(command, args, { cwd, env, uid, gid, detached, stdio: ['ignore', 'pipe', 'pipe'] });
  if (child.pid !== undefined) onSpawn?.(child.pid);
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (lines.length > TAIL_LINES) lines.shift();
      onLine?.(line);
    });
  }
  let alive = true;
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      alive = false;
      resolve(signal ? `ended by ${signal}` : `ended with code ${code}`);
    });
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => reject(new Error(`${name} cannot be started: ${error.message}`)));
  });
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${name} has no process id`);

  const kill = async (signal: NodeJS.Signals = 'SIGKILL'): Promise<void> => {
    if (alive) child.kill(signal);
    await exited;
  };
  const stop = async (signal: NodeJS.Signals = 'SIGTERM', graceMs = 15_000): Promise<void> => {
    if (alive) child.kill(signal);
    const force = setTimeout(() => child.kill('SIGKILL'), graceMs);
    await exited;
    clearTimeout(force);
  };
  return {
    name,
    pid,
    exited,
    get alive() {
      return alive;
    },
    tail: () => lines.join('\n'),
    kill,
    stop,
  };
}

/**
 * Waits until `check` is true. Throws when the process ends first or `timeoutMs` passes, with its last lines.
 */
export async function untilReady(
  running: RunningProcess,
  check: () => Promise<boolean>,
  timeoutMs = 30_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await check())) {
    if (!running.alive) throw new Error(`${running.name} ${await running.exited}:\n${running.tail()}`);
    if (Date.now() > deadline) {
      await running.kill();
      throw new Error(`${running.name} was not ready within ${timeoutMs} ms:\n${running.tail()}`);
    }
    await delay(20);
  }
}

/** A server that can be ended, killed and started again at the same place. */
export interface Server {
  readonly pid: number;
  readonly alive: boolean;
  /** Resolves when the process that runs now has ended. */
  readonly exited: Promise<string>;
  stop(): Promise<void>;
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again on the same port and data; ends it first if it still runs. */
  restart(): Promise<void>;
}

/** Makes a `Server` of a function that starts its process and waits until that is ready. */
export async function serve(
  start: () => Promise<RunningProcess>,
  stopSignal: NodeJS.Signals = 'SIGTERM',
): Promise<Server> {
  let running = await start();
  const stop = (): Promise<void> => running.stop(stopSignal);
  return {
    get pid() {
      return running.pid;
    },
    get alive() {
      return running.alive;
    },
    get exited() {
      return running.exited;
    },
    stop,
    kill: (signal) => running.kill(signal),
    restart: async () => {
      await stop();
      running = await start();
    },
  };
}
