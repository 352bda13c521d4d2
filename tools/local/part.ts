import { setTimeout as delay } from 'node:timers/promises';
import type { Server } from '../servers/index.ts';
import type { Say } from './programs.ts';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** Who stood this long is not in a crash loop. */
const STEADY_MS = 60_000;

/** A server whose next start may be made a quick one. */
type Startable = Server & { prepare?(): void };

/** A part of the house that is kept running. */
export class Part {
  readonly name: string;
  private readonly server: Startable;
  private readonly say: Say;
  private renewal: Promise<void> | undefined;

  constructor(name: string, server: Startable, say: Say) {
    this.name = name;
    this.server = server;
    this.say = say;
  }

  /** Starts it again whenever it dies, waiting longer each time, until `signal` aborts; resolves then. */
  async supervise(signal: AbortSignal): Promise<void> {
    let pause = FIRST_PAUSE_MS;
    let since = Date.now();
    for (;;) {
      const end = await Promise.race([this.server.exited, aborted(signal)]);
      if (signal.aborted) return;
      if (this.renewal && (await this.renewal.then(yes, no))) continue;
      if (Date.now() - since > STEADY_MS) pause = FIRST_PAUSE_MS;
      this.say(`${this.name} ${end}; starting it again in ${pause / 1000} s`);
      await delay(pause, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      since = Date.now();
      if (this.renewal || this.server.alive) continue;
      try {
        await this.renew();
        this.say(`${this.name} is ready again (process ${this.server.pid})`);
      } catch (error) {
        if (!signal.aborted) this.say(`${this.name} did not come up: ${(error as Error).message}`);
      }
    }
  }

  /** Makes its next start a quick one, where that is possible. */
  prepare(): void {
    this.server.prepare?.();
  }

  /** Ends it if it runs, and starts it with the code of now. Throws when that does not come up; it is tried again then. */
  async renew(): Promise<void> {
    while (this.renewal) await this.renewal.then(yes, no);
    this.renewal = this.server.restart().finally(() => (this.renewal = undefined));
    await this.renewal;
  }
}

const yes = (): boolean => true;
const no = (): boolean => false;

function aborted(signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve('asked to end');
    signal.addEventListener('abort', () => resolve('asked to end'), { once: true });
  });
}
