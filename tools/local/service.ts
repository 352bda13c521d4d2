import { join } from 'node:path';
import {
  launch,
  serve,
  SERVICE_NODE_FLAGS,
  untilReady,
  type RunningProcess,
  type Server,
} from '../servers/index.ts';
import { LogFile } from './log-file.ts';
import type { Say } from './programs.ts';
import { ROOT } from './settings.ts';

export interface ServiceOptions {
  name: string;
  env: Record<string, string>;
  logDir: string;
  /** Told of each process, and of what it is called from now on. */
  onSpawn: (name: string, pid: number) => void;
  /** Told at each start where it answers the platform. */
  onReady: (internalUrl: string) => void;
  say: Say;
}

export interface ServiceProcess extends Server {
  /** Where it answers people; null for a service without HTTP. */
  readonly url: string | null;
  /** Has an understudy read other people's code, which takes most of a start: the next start is its turn. */
  prepare(): void;
}

interface LogLine {
  level?: number;
  msg?: string;
  service?: string;
  url?: string | null;
  internalUrl?: string;
  err?: { message?: string };
}

const WARN = 40;
const START_MS = 120_000;
const UNDERSTUDY = join(import.meta.dirname, 'understudy.ts');

/** A process, and what it has said of itself: `standing by`, `ready`. */
interface Speaker {
  running: RunningProcess;
  said: Set<string>;
}

/** Starts `apps/<name>` and waits until it says that it is ready. Its log goes to a file, warnings also to `say`. */
export async function startService({
  name,
  env,
  logDir,
  onSpawn,
  onReady,
  say,
}: ServiceOptions): Promise<ServiceProcess> {
  const log = new LogFile(join(logDir, `${name}.log`));
  let url: string | null = null;
  let understudy: Promise<Speaker> | undefined;

  const begin = async (title: string, args: string[]): Promise<Speaker> => {
    const said = new Set<string>();
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
        const line = parse(text);
        if (line.service === name && line.msg) said.add(line.msg);
        if (line.service === name && line.msg === 'ready') {
          url = line.url ?? null;
          if (line.internalUrl) onReady(line.internalUrl);
        }
        if ((line.level ?? 0) >= WARN)
          say(`${name}: ${line.msg}${line.err?.message ? ` (${line.err.message})` : ''}`);
      },
    });
    return { running, said };
  };

  /** The understudy as the service, as soon as it stands by; nothing when there is none that lives. */
  const takeUnderstudy = async (): Promise<Speaker | undefined> => {
    const called = understudy;
    understudy = undefined;
    const taken = await called;
    if (!taken?.running.alive) return undefined;
    await untilReady(taken.running, () => Promise.resolve(taken.said.has('standing by')), START_MS);
    onSpawn(name, taken.running.pid);
    process.kill(taken.running.pid, 'SIGUSR2');
    return taken;
  };

  const server = await serve(async () => {
    const { running, said } =
      (await takeUnderstudy()) ?? (await begin(name, [join(ROOT, 'apps', name, 'dist', 'main.js')]));
    await untilReady(running, () => Promise.resolve(said.has('ready')), START_MS);
    return running;
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

/** A log line's facts; a line that is not JSON, such as a crash of Node itself, is a message. */
function parse(text: string): LogLine {
  try {
    return JSON.parse(text) as LogLine;
  } catch {
    return { msg: text };
  }
}
