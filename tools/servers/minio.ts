import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findInCache, findOnPath } from './binaries.ts';
import { freePort } from './ports.ts';
import { launch, serve, untilReady, type Server } from './process.ts';

/** The module that `go install` builds when there is no minio on PATH; its releases are not semver. */
export const MINIO = 'github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c';

export interface ObjectStoreServer extends Server {
  /** What serves: a real MinIO, or s3rver where there is none. */
  readonly kind: 'minio' | 's3rver';
  /** The S3 endpoint, e.g. "http://127.0.0.1:40123". */
  readonly url: string;
  readonly port: number;
  readonly accessKey: string;
  readonly secretKey: string;
}

/** The real MinIO of this machine, if it has one. */
export function findMinio(): string | undefined {
  return findOnPath('minio') ?? findInCache('minio');
}

/** Starts an S3 server on 127.0.0.1 with an empty store: MinIO, or s3rver where there is no MinIO. */
export async function startMinio(): Promise<ObjectStoreServer> {
  const binary = findMinio();
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'board-s3-'));
  const url = `http://127.0.0.1:${port}`;
  const accessKey = binary ? 'board-tests' : 'S3RVER';
  const secretKey = binary ? randomBytes(16).toString('hex') : 'S3RVER';
  const server = await serve(async () => {
    const running = await launch(
      binary
        ? {
            name: 'minio',
            command: binary,
            args: [
              'server',
              folder,
              '--address',
              `127.0.0.1:${port}`,
              '--console-address',
              '127.0.0.1:0',
              '--quiet',
            ],
            env: {
              ...process.env,
              MINIO_ROOT_USER: accessKey,
              MINIO_ROOT_PASSWORD: secretKey,
              MINIO_UPDATE: 'off',
              MINIO_CALLHOME_ENABLE: 'off',
            },
          }
        : {
            name: 's3rver',
            command: process.execPath,
            args: [join(import.meta.dirname, 's3rver.ts'), String(port), folder],
          },
    );
    await untilReady(running, () => answers(binary ? `${url}/minio/health/cluster` : url));
    return running;
  });
  const { stop } = server;
  return Object.assign(server, {
    kind: binary ? ('minio' as const) : ('s3rver' as const),
    url,
    port,
    accessKey,
    secretKey,
    stop: async () => {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  });
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1000) });
    await response.body?.cancel();
    // A MinIO that is still coming up says 200 with this header, and refuses what is put into it.
    return response.status < 500 && response.headers.get('x-minio-server-status') !== 'offline';
  } catch {
    return false;
  }
}
