import { rmSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startNats, startPostgres, type Server } from '../servers/index.ts';
import { LogFile } from './log-file.ts';
import { Part } from './part.ts';
import { httpPlace, internalPlace, natsPlace, postgresPlace, type Service, startAt } from './ports.ts';
import type { Places } from './places.ts';
import type { Say } from './programs.ts';
import { localSecrets, type Secrets } from './secrets.ts';
import { commonEnv, given, SECRETS_OF } from './service-env.ts';
import { startService } from './service.ts';
import type { Settings } from './settings.ts';
import type { Ledger } from './state.ts';

export interface House {
  /** Where people find the board. */
  address: string;
  parts: readonly Part[];
  /** Ends when `signal` aborts and no part will be started any more. */
  supervised: Promise<void>;
}

/**
 * Starts what the settings do not place elsewhere, and the four services; all of it is ready when this resolves. Parts
 * that die later are started again until `signal` aborts. The caller ends the processes: they are in the ledger.
 */
export async function startHouse(
  settings: Settings,
  places: Places,
  ledger: Ledger,
  say: Say,
  signal: AbortSignal,
): Promise<House> {
  const secrets = localSecrets(settings.dataDir);
  const parts: Part[] = [];
  const watched: Promise<void>[] = [];
  const watch = <T extends Server>(name: string, server: T): T => {
    say(`  ${name} is ready (process ${server.pid})`);
    const part = new Part(name, server, say);
    parts.push(part);
    watched.push(part.supervise(signal));
    return server;
  };

  const natsUrl =
    settings.NATS_URL || settings.NATS_URL_FILE
      ? settings.NATS_URL
      : watch('nats', await startLocalNats(settings, places, ledger)).url;
  if (signal.aborted) throw new Error('asked to end');
  ledger.tell({ natsUrl });

  rmSync(places.uploads, { recursive: true, force: true });
  mkdirSync(places.uploads, { mode: 0o700 });
  const common: Record<string, string> = {
    ...settings.env,
    NODE_ENV: 'production',
    NODE_COMPILE_CACHE: places.compileCache,
    UPLOAD_DIR: settings.UPLOAD_DIR ?? places.uploads,
    ...(natsUrl && { NATS_URL: natsUrl }),
    ...(!settings.S3_ENDPOINT &&
      !settings.S3_ENDPOINT_FILE && { STORE_DIR: settings.STORE_DIR ?? places.files }),
  };
  const start = async (name: Service, own: Record<string, string | undefined>): Promise<string | null> => {
    const INTERNAL_PORT = String(internalPlace(settings, name).asked ?? 0);
    const env = { ...commonEnv(common), ...defined(own), INTERNAL_PORT };
    const onSpawn = (title: string, pid: number): void => ledger.started(title, pid);
    const onReady = (internalUrl: string): void => ledger.answersAt(name, internalUrl);
    return watch(name, await startService({ name, env, logDir: places.logs, onSpawn, onReady, say })).url;
  };

  const database = async (): Promise<string | undefined> => {
    if (settings.DATABASE_URL || settings.DATABASE_URL_FILE) return settings.DATABASE_URL;
    const { url, port } = watch('postgres', await startLocalPostgres(settings, places, secrets, ledger, say));
    ledger.tell({ postgresPort: port });
    return url;
  };

  const [address] = await Promise.all([
    startAt(httpPlace(settings), (port) =>
      start('gateway', {
        ...given(settings.env, secrets, SECRETS_OF.gateway),
        HTTP_PORT: String(port),
      }),
    ),
    database().then((url) =>
      start('posts', {
        ...given(settings.env, secrets, SECRETS_OF.posts),
        DATABASE_URL: url,
        SEED_BOARDS: settings.SEED_BOARDS,
      }),
    ),
    start('media', {}),
    start('renderer', {}),
  ]);
  if (!address) throw new Error('the gateway did not say where it answers');
  ledger.tell({ address });
  return { address, parts, supervised: Promise.all(watched).then(() => {}) };
}

function startLocalNats(settings: Settings, places: Places, ledger: Ledger) {
  const log = new LogFile(join(places.logs, 'nats.log'));
  return startAt(natsPlace(settings), (port) =>
    startNats({
      port,
      storeDir: places.nats,
      spawn: {
        detached: true,
        onSpawn: (pid) => ledger.started('nats', pid),
        onLine: (line) => log.write(line),
      },
    }),
  );
}

function startLocalPostgres(settings: Settings, places: Places, secrets: Secrets, ledger: Ledger, say: Say) {
  const log = new LogFile(join(places.logs, 'postgres.log'));
  return startAt(postgresPlace(settings), (port) =>
    startPostgres({
      port,
      dataDir: places.postgres,
      password: settings.POSTGRES_PASSWORD ?? secrets.POSTGRES_PASSWORD,
      say,
      spawn: {
        detached: true,
        onSpawn: (pid) => ledger.started('postgres', pid),
        onLine: (line) => log.write(line),
      },
    }),
  );
}

function defined(env: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
