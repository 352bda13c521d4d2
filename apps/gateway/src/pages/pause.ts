import { setTimeout as wait } from 'node:timers/promises';

/** Waits, without keeping the process alive for it. */
export function pause(ms: number): Promise<void> {
  return wait(ms, undefined, { ref: false });
}

/** Waits for `work`, but no longer than `ms`. */
export function within(work: Promise<void>, ms: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
