import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below the ports that systems give to outgoing connections (Linux from 32,768): one of those may be taken before its
 * server is up, or while that is being started again. Above those that browsers refuse to open.
 */
const FIRST = 11_000;
const BEYOND = 32_768;

/** True when nobody listens on `port` of `host`. */
export function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** A port of 127.0.0.1, chosen by lot, that nobody listens on now. Throws when a hundred in a row are taken. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    const port = randomInt(FIRST, BEYOND);
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port found from ${FIRST} to ${BEYOND - 1}`);
}

/**
 * Starts something on `wanted`, or on the next port that is free; 0 asks for any. A port that another takes between the
 * look and the start counts as taken.
 */
export async function onFreePort<T>(
  wanted: number,
  host: string,
  start: (port: number) => Promise<T>,
): Promise<T> {
  for (let port = wanted || (await freePort()); port < 65_536; port++) {
    if (!(await isFree(port, host))) continue;
    try {
      return await start(port);
    } catch (error) {
      if (!/EADDRINUSE|address already in use/i.test((error as Error).message)) throw error;
    }
  }
  throw new Error(`no free port from ${wanted} up`);
}
