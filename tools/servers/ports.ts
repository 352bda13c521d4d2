import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below the ports that systems give to outgoing connections (Linux from 32,768): one of those may be taken before its
 * server is up, or while that is being started again. Above those that browsers refuse to open.
 */
const FIRST = 11_000;
const BEYOND = 32_768;

/** The system's word for why nobody can listen on `port` of `host`, such as EADDRINUSE; undefined when one can. */
export function whyNot(port: number, host = '127.0.0.1'): Promise<string | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(undefined)));
  });
}

/** True when one can listen on `port` of `host`. */
export async function isFree(port: number, host?: string): Promise<boolean> {
  return (await whyNot(port, host)) === undefined;
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
      if (!isTaken(error)) throw error;
    }
  }
  throw new Error(`no free port from ${wanted} up`);
}

/** Whether a start failed since another program has the port. */
export function isTaken(error: unknown): boolean {
  return /EADDRINUSE|address already in use/i.test((error as Error).message);
}
