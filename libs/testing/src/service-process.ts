import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort, SERVICE_NODE_FLAGS } from '@board/tools/servers';

const REPOSITORY = join(import.meta.dirname, '../../..');
/** A service that says nothing for this long after its start will not come up any more. */
const START_MS = 60_000;
/** How long a service may take over a SIGTERM (twice its own grace period) before it is ended the hard way. */
const STOP_MS = 20_000;

interface Ready {
  url: string | null;
  internalUrl: string;
  pid: number;
}

const alive = new Set<ChildProcess>();
process.once('exit', () => alive.forEach((child) => child.kill('SIGKILL')));

/** One running service of the house: its compiled entry in a process of its own, with its lines of log kept. */
export class ServiceProcess {
  /** Every line of every run, oldest first. */
  readonly lines: string[] = [];
  readonly name: string;
  private readonly entry: string;
  private readonly env: Record<string, string>;
  private child: ChildProcess | undefined;
  private ready: Ready | undefined;
  private frozen = false;
  /** Called when a run ends that nobody stopped. */
  onDeath: (() => void) | undefined;

  /** `dist` is the folder with `apps/<service>/dist`, the repository itself unless a changed copy is wanted. */
  constructor(service: string, index: number, env: Record<string, string>, dist: string = REPOSITORY) {
    this.name = `${service}-${index}`;
    this.entry = join(dist, 'apps', service, 'dist/main.js');
    this.env = { ...passedOn(), ...env };
  }

  get running(): boolean {
    return this.ready !== undefined;
  }

  /** Whether it runs and may answer. */
  get awake(): boolean {
    return this.running && !this.frozen;
  }

  /** Where it serves people. Throws for a service without HTTP, and while it is down. */
  get url(): string {
    if (!this.ready?.url) throw new Error(`${this.name} has no address now`);
    return this.ready.url;
  }

  /** Where its metrics and health are, until its next start. */
  get internalUrl(): string {
    if (!this.ready) throw new Error(`${this.name} is not running`);
    return this.ready.internalUrl;
  }

  get pid(): number {
    if (!this.child?.pid) throw new Error(`${this.name} is not running`);
    return this.child.pid;
  }

  /** Resolves when the service has said that it is ready; throws with its last lines when it ends before that. */
  async start(): Promise<void> {
    // Kept over restarts, as people have its address.
    if (this.env['HTTP_PORT'] === '0') this.env['HTTP_PORT'] = String(await freePort());
    const child = spawn(process.execPath, [...SERVICE_NODE_FLAGS, this.entry], {
      env: this.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    alive.add(child);
    child.once('exit', () => alive.delete(child));
    const ready = new Promise<Ready>((resolve) => {
      for (const stream of [child.stdout, child.stderr]) {
        createInterface({ input: stream }).on('line', (line) => {
          this.lines.push(line);
          const said = readyLine(line);
          if (said) resolve(said);
        });
      }
    });
    const closed = once(child, 'close');
    const exited = once(child, 'exit').then(([code, signal]: unknown[]) => {
      const wasReady = this.ready !== undefined;
      this.ready = undefined;
      this.child = undefined;
      if (wasReady) this.onDeath?.();
      return `ended with ${String(code ?? signal)}`;
    });
    const late = new AbortController();
    const outcome = await Promise.race([ready, exited, timeout(START_MS, late.signal)]);
    late.abort();
    if (typeof outcome === 'string') {
      child.kill('SIGKILL');
      // Its last lines may still be on their way.
      await closed;
      throw new Error(`${this.name} did not start: ${outcome}\n${this.tail()}`);
    }
    this.ready = outcome;
  }

  /** Changes settings for its next start. */
  change(env: Record<string, string>): void {
    Object.assign(this.env, env);
  }

  /** Sends a signal and resolves when the process has ended. `onDeath` is called unless it had not been ready. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.child;
    if (!child) return;
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
  }

  /** Stops it in the middle of whatever it does, until `thaw`. */
  freeze(): void {
    process.kill(this.pid, 'SIGSTOP');
    this.frozen = true;
  }

  thaw(): void {
    process.kill(this.pid, 'SIGCONT');
    this.frozen = false;
  }

  /** Ends it the polite way and says with which code it ended, or `null` when it had to be killed. */
  async stop(): Promise<number | null> {
    this.onDeath = undefined;
    if (this.frozen) this.thaw();
    const child = this.child;
    if (!child) return 0;
    const exit = once(child, 'exit');
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    child.kill('SIGTERM');
    const [code] = (await exit) as [number | null];
    clearTimeout(late);
    return code;
  }

  tail(count = 30): string {
    return this.lines
      .slice(-count)
      .map((line) => `  [${this.name}] ${line}`)
      .join('\n');
  }
}

/** What of this process's environment a service may see: enough to find programs and temporary folders, no settings. */
function passedOn(): Record<string, string> {
  const names = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'NODE_COMPILE_CACHE', 'NODE_V8_COVERAGE'];
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

function readyLine(line: string): Ready | undefined {
  if (!line.startsWith('{') || !line.includes('"ready"')) return undefined;
  const said = JSON.parse(line) as { msg?: unknown } & Ready;
  return said.msg === 'ready' ? said : undefined;
}

function timeout(ms: number, signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(`not ready after ${ms} ms`), ms);
    signal.addEventListener('abort', () => clearTimeout(timer));
  });
}
