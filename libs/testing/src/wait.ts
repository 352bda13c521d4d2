import { setTimeout as pause } from 'node:timers/promises';

/**
 * Asks `condition` again and again until it gives something true, and returns that.
 * Throws after `ms` with `what` and the last error, if asking itself failed.
 */
export async function until<T>(
  what: string,
  condition: () => Promise<T> | T,
  ms = 10_000,
): Promise<NonNullable<T>> {
  const deadline = performance.now() + ms;
  let problem: unknown;
  for (;;) {
    try {
      const value = await condition();
      if (value) return value;
      problem = undefined;
    } catch (error) {
      problem = error;
    }
    if (performance.now() > deadline) {
      throw new Error(`Waited ${ms} ms in vain until ${what}`, { cause: problem });
    }
    await pause(20);
  }
}
