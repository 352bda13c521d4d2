import { join } from 'node:path';
import { launch, serve, SERVICE_NODE_FLAGS, untilReady, type Server } from '../servers/index.ts';
import { LogFile } from './log-file.ts';
import type { Say } from './programs.ts';
import { ROOT } from './settings.ts';

export interface ServiceOptions {
  name: string;
  env: Record<string, string>;
  logDir: string;
  onSpawn: (pid: number) => void;
  say: Say;
}

export interface ServiceProcess extends Server {
  /** Where it answers people; null for a service without HTTP. */
  readonly url: string | null;
}

interface LogLine {
  level?: number;
  msg?: string;
  service?: string;
  url?: string | null;
  err?: { message?: string };
}

const WARN = 40;

/** Starts `apps/<name>` and waits until it says that it is ready. Its log goes to a file, warnings also to `say`. */
export async function startService({
  name,
  env,
  logDir,
  onSpawn,
  say,
}: ServiceOptions): Promise<ServiceProcess> {
  const log = new LogFile(join(logDir, `${name}.log`));
  let url: string | null = null;
  const server = await serve(async () => {
    let ready = false;
    const running = await launch({
      name,
      command: process.execPath,
      args: [...SERVICE_NODE_FLAGS, join(ROOT, 'apps', name, 'dist', 'main.js')],
      cwd: ROOT,
      env,
      detached: true,
      onSpawn,
      onLine: (text) => {
        log.write(text);
        const line = parse(text);
        if (line.msg === 'ready' && line.service === name) {
          ready = true;
          url = line.url ?? null;
        } else if ((line.level ?? 0) >= WARN)
          say(`${name}: ${line.msg}${line.err?.message ? ` (${line.err.message})` : ''}`);
      },
    });
    await untilReady(running, () => Promise.resolve(ready), 120_000);
    return running;
  });
  return Object.defineProperty(server, 'url', { get: () => url }) as ServiceProcess;
}

/** A log line's facts; a line that is not JSON, such as a crash of Node itself, is a message. */
function parse(text: string): LogLine {
  try {
    return JSON.parse(text) as LogLine;
  } catch {
    return { msg: text };
  }
}
