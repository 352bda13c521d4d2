import { createConnection } from 'node:net';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findInCache, findOnPath, versionOf } from './binaries.ts';
import { freePort } from './ports.ts';
import { launch, serve, untilReady, type ProcessSpec, type Server } from './process.ts';

export interface NatsOptions {
  /** Path of a nats-server; absent: the one on PATH. */
  binary?: string;
  /** JetStream's folder; absent: a temporary one, removed by `stop()`. */
  storeDir?: string;
  port?: number;
  /** Who alone may ask; `url` has them. */
  login?: { user: string; password: string };
  /** Lines added to the server's configuration. */
  config?: string;
  spawn?: Pick<ProcessSpec, 'detached' | 'onSpawn' | 'onLine'>;
}

export interface NatsServer extends Server {
  readonly url: string;
  readonly port: number;
  readonly storeDir: string;
}

export interface NatsBinary {
  path: string;
  /** As the program says it, e.g. "2.9.10". */
  version: string;
}

/** The module that `go install` builds for the suites that run on a current server too. */
export const CURRENT_NATS = 'github.com/nats-io/nats-server/v2@v2.15.2';

/** Every nats-server found here: the one on PATH, and the one built into the cache. */
export function natsServerBinaries(): NatsBinary[] {
  return [findOnPath('nats-server'), findInCache('nats-server')]
    .filter((path) => path !== undefined)
    .map((path) => ({ path, version: /v?(\d+\.\d+\.\d+)/.exec(versionOf(path))?.[1] ?? 'unknown' }))
    .filter((found, at, all) => all.findIndex((other) => other.version === found.version) === at);
}

/** True when a NATS server greets on the port; JetStream is up by then. */
function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('data', (data) => end(data.toString().startsWith('INFO ')));
    socket.once('error', () => end(false));
    socket.setTimeout(1000, () => end(false));
  });
}

/** Starts a nats-server with JetStream on 127.0.0.1. Throws when there is no nats-server or it does not come up. */
export async function startNats(options: NatsOptions = {}): Promise<NatsServer> {
  const binary = options.binary ?? findOnPath('nats-server') ?? findInCache('nats-server');
  if (!binary) throw new Error('nats-server is not on PATH');
  const temporary = options.storeDir === undefined;
  const storeDir = options.storeDir ?? (await mkdtemp(join(tmpdir(), 'board-nats-')));
  await mkdir(storeDir, { recursive: true });
  const port = options.port ?? (await freePort());
  const file = join(storeDir, `nats-${port}.conf`);
  const config = [
    `listen: "127.0.0.1:${port}"`,
    `jetstream { store_dir: ${JSON.stringify(storeDir)} }`,
    options.login
      ? `authorization { user: ${JSON.stringify(options.login.user)}, password: ${JSON.stringify(options.login.password)} }`
      : '',
    options.config ?? '',
  ];
  await writeFile(file, config.join('\n'));

  const server = await serve(async () => {
    const running = await launch({
      name: 'nats-server',
      command: binary,
      args: ['-c', file],
      ...options.spawn,
    });
    await untilReady(running, () => greets(port));
    return running;
  }, 'SIGINT');
  const { stop } = server;
  return Object.assign(server, {
    url: `nats://${loginIn(options.login)}127.0.0.1:${port}`,
    port,
    storeDir,
    stop: async () => {
      await stop();
      if (temporary) await rm(storeDir, { recursive: true, force: true });
    },
  });
}

function loginIn(login: NatsOptions['login']): string {
  return login ? `${encodeURIComponent(login.user)}:${encodeURIComponent(login.password)}@` : '';
}
