import { createServer } from 'node:net';

/** True when nobody listens on `port` of `host`. */
export function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** A port of 127.0.0.1 that the system says is free now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen({ port: 0, host: '127.0.0.1' }, () => {
      const address = probe.address();
      if (address === null || typeof address === 'string') return reject(new Error('no port was given'));
      probe.close(() => resolve(address.port));
    });
  });
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
