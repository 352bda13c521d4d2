import { chmod, lstat, unlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { StartRefusal } from '@board/platform';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { GatewayConfig } from '../gateway.config.js';

/** Its owner and group may connect: the proxy's user is put into that group. */
const MODE = 0o660;

/**
 * Listens where the configuration says, and gives the address: `http://127.0.0.1:8080`, or `unix:/run/board/http.sock`.
 * A socket that a dead process left is replaced. Throws when a living one has it.
 */
export async function openDoor(
  app: NestFastifyApplication,
  { HTTP_SOCKET, HTTP_HOST, HTTP_PORT }: GatewayConfig,
): Promise<string> {
  if (HTTP_SOCKET === undefined) {
    await app.listen(HTTP_PORT, HTTP_HOST);
    return app.getUrl();
  }
  await removeStale(HTTP_SOCKET);
  await app.listen({ path: HTTP_SOCKET });
  await chmod(HTTP_SOCKET, MODE);
  return `unix:${HTTP_SOCKET}`;
}

async function removeStale(path: string): Promise<void> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!found) return;
  if (!found.isSocket()) throw new StartRefusal(`HTTP_SOCKET ${path} is there already, and is no socket`);
  const refusal = await new Promise<string | undefined>((resolve) => {
    const probe = connect(path, () => resolve(undefined));
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    probe.once('connect', () => probe.destroy());
  });
  if (refusal !== 'ECONNREFUSED') throw new StartRefusal(`HTTP_SOCKET ${path} is taken by another program`);
  await unlink(path);
}
