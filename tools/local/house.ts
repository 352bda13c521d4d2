import { rmSync, mkdirSync } from 'node:fs';
import {
  isWrongPassword,
  startNats,
  startPostgres,
  type PostgresServer,
  type Server,
} from '../servers/index.ts';
import { accepts, type Expected } from './check-data.ts';
import { openLog } from './log-file.ts';
import { Part } from './part.ts';
import { httpPlace, internalPlace, natsPlace, postgresPlace, type Service, startAt } from './ports.ts';
import type { Places } from './places.ts';
import type { Say } from './programs.ts';
import { keepSecrets, proposeSecrets, secretsFile, type Secrets } from './secrets.ts';
import { commonEnv, given, SECRETS_OF } from './service-env.ts';
import { startService } from './service.ts';
import { isDatabaseOwn, isStoreOnDisk, type Settings } from './settings.ts';
import type { Ledger } from './state.ts';
import { Warnings } from './warnings.ts';

export interface House {
  /** Where people find the board. */
  address: string;
  /** Where the services talk; undefined when a file of the settings says it. */
  natsUrl: string | undefined;
  secrets: Secrets;
  parts: readonly Part[];
  /** Ends when `signal` aborts and no part will be started any more. */
  supervised: Promise<void>;
}

/**
 * Starts what the settings do not place elsewhere, and the four services; all of it is ready when this resolves. Parts
 * that die later are started again until `signal` aborts. The caller ends the processes: they are in the ledger. `expected`
 * is what they are told of the board that this must be.
 */
export async function startHouse(
  settings: Settings,
  places: Places,
  ledger: Ledger,
  expected: Expected,
  say: Say,
  signal: AbortSignal,
): Promise<House> {
  const { dataDir } = settings;
  const secrets = proposeSecrets(dataDir);
  const warnings = new Warnings(say);
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
    ...defined({ ...expected }),
    UPLOAD_DIR: settings.UPLOAD_DIR ?? places.uploads,
    ...(natsUrl && { NATS_URL: natsUrl }),
    ...(isStoreOnDisk(settings) && { STORE_DIR: settings.STORE_DIR ?? places.files }),
  };
  const start = async (name: Service, own: Record<string, string | undefined>): Promise<string | null> => {
    const INTERNAL_PORT = String(internalPlace(settings, name).asked ?? 0);
    const env = { ...commonEnv(common), ...defined(own), INTERNAL_PORT };
    const onSpawn = (title: string, pid: number): void => ledger.started(title, pid);
    const onReady = (internalUrl: string): void => ledger.answersAt(name, internalUrl);
    const log = openLog(settings, places.logs, name);
    return watch(name, await startService({ name, env, log, onSpawn, onReady, warnings })).url;
  };

  const database = async (): Promise<string | undefined> => {
    if (!isDatabaseOwn(settings)) return settings.DATABASE_URL;
    // Before it is made with a password that nobody else knows.
    keepSecrets(dataDir, secrets);
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
      }).then(() => keepSecrets(dataDir, secrets)),
    ),
    start('media', {}),
    start('renderer', {}),
  ]);
  if (!address) throw new Error('the gateway did not say where it answers');
  ledger.tell({ address });
  return { address, secrets, natsUrl, parts, supervised: Promise.all(watched).then(() => {}) };
}

function startLocalNats(settings: Settings, places: Places, ledger: Ledger) {
  const log = openLog(settings, places.logs, 'nats');
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

/** Starts the local database and notes it in the ledger. Throws when it refuses the password kept here. */
export async function startLocalPostgres(
  settings: Settings,
  places: Places,
  secrets: Secrets,
  ledger: Ledger,
  say: Say,
): Promise<PostgresServer> {
  const log = openLog(settings, places.logs, 'postgres');
  const start = (port: number): Promise<PostgresServer> =>
    startPostgres({
      port,
      dataDir: places.postgres,
      password: settings.POSTGRES_PASSWORD ?? secrets.POSTGRES_PASSWORD,
      resetPassword: accepts(settings, 'secrets'),
      say,
      spawn: {
        detached: true,
        onSpawn: (pid) => ledger.started('postgres', pid),
        onLine: (line) => log.write(line),
      },
    });
  try {
    return await startAt(postgresPlace(settings), start);
  } catch (error) {
    if (!isWrongPassword(error)) throw error;
    const from = settings.POSTGRES_PASSWORD ? 'POSTGRES_PASSWORD' : secretsFile(settings.dataDir);
    throw new Error(
      `The database in ${places.postgres} refuses the password of ${from}, which is not the one that it was made with: ` +
        'restore the one that belongs to it from the backup. To give it this password: ACCEPT_CHANGED=secrets npm start',
      { cause: error },
    );
  }
}

function defined(env: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
