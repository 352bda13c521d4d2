import { join } from 'node:path';
import {
  launch,
  serve,
  SERVICE_NODE_FLAGS,
  untilReady,
  type RunningProcess,
  type Server,
} from '../servers/index.ts';
import type { Log } from './log-file.ts';
import { readLine } from './log-line.ts';
import { ROOT } from './settings.ts';
import type { Warnings } from './warnings.ts';

export interface ServiceOptions {
  name: string;
  env: Record<string, string>;
  log: Log;
  /** Told of each process, and of what it is called from now on. */
  onSpawn: (name: string, pid: number) => void;
  /** Told at each start where it answers the platform. */
  onReady: (internalUrl: string) => void;
  warnings: Warnings;
}

export interface ServiceProcess extends Server {
  /** Where it answers people; null for a service without HTTP. */
  readonly url: string | null;
  /** Has an understudy read other people's code, which takes most of a start: the next start is its turn. */
  prepare(): void;
}

const START_MS = 120_000;
const UNDERSTUDY = join(import.meta.dirname, 'understudy.ts');

/** A process of the service, and what it has said so far: `standing by`, `ready`. */
interface Speaker {
  running: RunningProcess;
  said: Set<string>;
  /** Why it ends, or what it waited for last. */
  cause: string | undefined;
}

/** Starts `apps/<name>` and waits until it says that it is ready; what it warns of is told. Throws its own last words. */
export async function startService({
  name,
  env,
  log,
  onSpawn,
  onReady,
  warnings,
}: ServiceOptions): Promise<ServiceProcess> {
  let url: string | null = null;
  let understudy: Promise<Speaker> | undefined;

  const begin = async (title: string, args: string[]): Promise<Speaker> => {
    const speaker: Omit<Speaker, 'running'> = { said: new Set<string>(), cause: undefined };
    const running = await launch({
      name,
      command: process.execPath,
      args: [...SERVICE_NODE_FLAGS, ...args],
      cwd: ROOT,
      env,
      detached: true,
      onSpawn: (pid) => onSpawn(title, pid),
      onLine: (text) => {
        log.write(text);
        const line = readLine(text);
        if (line.service === name && line.msg) speaker.said.add(line.msg);
        if (line.service === name && line.msg === 'ready') {
          url = line.url ?? null;
          if (line.internalUrl) onReady(line.internalUrl);
        }
        if (!line.warning) return;
        speaker.cause = line.warning;
        // An error of a start that fails is told by whoever waits for it.
        if (!line.isError || speaker.said.has('ready')) warnings.tell(name, line.warning);
      },
    });
    return Object.assign(speaker, { running });
  };

  /** Waits for a word of a process. Throws with why it did not come, and where to read more. */
  const untilSaid = async (speaker: Speaker, word: string): Promise<void> => {
    try {
      await untilReady(speaker.running, () => Promise.resolve(speaker.said.has(word)), START_MS);
    } catch (error) {
      const plain = speaker.running
        .tail()
        .split('\n')
        .filter((line) => line && !line.startsWith('{'));
      const [how] = (error as Error).message.split(':\n');
      const why = speaker.cause ?? (plain.join('\n') || how);
      throw new Error(`${name}: ${why}\n(${how}; its log is ${log.place})`, { cause: error });
    }
  };

  /** The understudy as the service, as soon as it stands by; nothing when there is none that lives. */
  const takeUnderstudy = async (): Promise<Speaker | undefined> => {
    const called = understudy;
    understudy = undefined;
    const taken = await called;
    if (!taken?.running.alive) return undefined;
    await untilSaid(taken, 'standing by');
    onSpawn(name, taken.running.pid);
    process.kill(taken.running.pid, 'SIGUSR2');
    return taken;
  };

  const server = await serve(async () => {
    const speaker =
      (await takeUnderstudy()) ?? (await begin(name, [join(ROOT, 'apps', name, 'dist', 'main.js')]));
    await untilSaid(speaker, 'ready');
    return speaker.running;
  });
  return Object.defineProperties(server as ServiceProcess, {
    url: { get: () => url },
    prepare: {
      value: () => {
        understudy ??= begin(`${name}'s understudy`, [UNDERSTUDY, name]);
        // One that cannot be begun is told of when its turn comes.
        understudy.catch(() => {});
      },
    },
  });
}
