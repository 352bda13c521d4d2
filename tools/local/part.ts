import { setTimeout as delay } from 'node:timers/promises';
import type { Server } from '../servers/index.ts';
import type { Say } from './programs.ts';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** Who stood this long is not in a crash loop. */
const STEADY_MS = 60_000;

/** Starts a part again whenever it dies, waiting longer each time, until `signal` aborts; resolves then. */
export async function supervise(name: string, server: Server, say: Say, signal: AbortSignal): Promise<void> {
  let pause = FIRST_PAUSE_MS;
  let since = Date.now();
  for (;;) {
    const end = await Promise.race([server.exited, aborted(signal)]);
    if (signal.aborted) return;
    if (Date.now() - since > STEADY_MS) pause = FIRST_PAUSE_MS;
    say(`${name} ${end}; starting it again in ${pause / 1000} s`);
    await delay(pause, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    since = Date.now();
    try {
      await server.restart();
      say(`${name} is ready again (process ${server.pid})`);
    } catch (error) {
      if (!signal.aborted) say(`${name} did not come up: ${(error as Error).message}`);
    }
  }
}

function aborted(signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve('asked to end');
    signal.addEventListener('abort', () => resolve('asked to end'), { once: true });
  });
}
