import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ObjectStore } from '@board/storage';
import { jetstreamManager } from '@nats-io/jetstream';
import pg from 'pg';
import { askOnce, withNats } from './ask.ts';
import {
  type NatsServer,
  type ObjectStoreServer,
  type PostgresServer,
  findMinio,
  startMinio,
  startNats,
  startPostgres,
} from './servers.ts';
import { ServiceProcess } from './service-process.ts';
import { settle } from './settle.ts';
import { until } from './wait.ts';

const run = promisify(execFile);
const BOARD_TOOL = join(import.meta.dirname, '../../../tools/board.ts');

export const SERVICES = ['posts', 'media', 'renderer', 'gateway'] as const;
export type ServiceName = (typeof SERVICES)[number];

export interface HouseOptions {
  /** How many of each; one, unless said. */
  replicas?: Partial<Record<ServiceName, number>>;
  /** Where files are kept; in a folder, unless said, and where there is no MinIO: s3rver's ranges are not S3's. */
  store?: 'disk' | 's3';
  /** More settings, per service. */
  env?: Partial<Record<ServiceName, Record<string, string>>>;
  /** Whether Postgres waits for the disk, as where it matters; not, unless said. */
  durable?: boolean;
  /** Who alone NATS lets in; anybody, unless said. */
  natsLogin?: { user: string; password: string };
  /** A tree with `apps/<service>/dist` to run instead of the repository. */
  dist?: string;
}

const POSTGRES_PASSWORD = 'canary-postgres-password';
const KEYS = {
  CLOAK_KEY: 'canary-cloak-key-0123456789abcdefghij',
  TOKEN_KEY: 'canary-token-key-0123456789abcdefghij',
};
const POSTS_KEYS = {
  TRIP_KEY: 'canary-trip-key-0123456789abcdefghijk',
  PASSWORD_KEY: 'canary-password-key-0123456789abcdefg',
};

/** The whole board: real NATS, Postgres and store, and the compiled services in processes of their own. */
export class House {
  readonly nats: NatsServer;
  readonly postgres: PostgresServer;
  readonly services: Record<ServiceName, ServiceProcess[]>;
  /** For looking into what posts owns, as no service may. */
  readonly db: pg.Pool;
  private readonly minio: ObjectStoreServer | undefined;
  private readonly folder: string;
  private readonly uploadDir: string;
  private readonly storeEnv: Record<string, string>;
  private supervised = false;

  constructor(parts: {
    nats: NatsServer;
    postgres: PostgresServer;
    minio: ObjectStoreServer | undefined;
    folder: string;
    options: HouseOptions;
  }) {
    this.nats = parts.nats;
    this.postgres = parts.postgres;
    this.minio = parts.minio;
    this.folder = parts.folder;
    this.uploadDir = join(parts.folder, 'uploads');
    this.storeEnv = parts.minio
      ? {
          S3_ENDPOINT: parts.minio.url,
          S3_BUCKET: 'board',
          S3_ACCESS_KEY: parts.minio.accessKey,
          S3_SECRET_KEY: parts.minio.secretKey,
        }
      : { STORE_DIR: join(parts.folder, 'store') };
    this.services = this.furnish(parts.options);
    this.db = new pg.Pool({ connectionString: parts.postgres.url, max: 2 });
    // A killed Postgres breaks idle connections; the pool opens new ones by itself.
    this.db.on('error', () => undefined);
  }

  get all(): ServiceProcess[] {
    return SERVICES.flatMap((name) => this.services[name]);
  }

  /** Words that must never be seen outside of settings. */
  get secrets(): string[] {
    return [
      ...Object.values({ ...KEYS, ...POSTS_KEYS }),
      POSTGRES_PASSWORD,
      ...(this.minio ? [this.minio.secretKey] : []),
    ];
  }

  /** The address of a gateway. */
  url(index = 0): string {
    return this.service('gateway', index).url;
  }

  service(name: ServiceName, index = 0): ServiceProcess {
    const found = this.services[name][index];
    if (!found) throw new Error(`This house has no ${name}-${index}`);
    return found;
  }

  /** Starts every service, in no order: each waits for those it needs. */
  async start(): Promise<void> {
    await mkdir(this.uploadDir, { recursive: true });
    await Promise.all(this.all.map((service) => service.start()));
  }

  /** Ends every replica of a service the polite way and starts it with some settings changed. */
  async reopen(name: ServiceName, env: Record<string, string>): Promise<void> {
    await Promise.all(
      this.services[name].map(async (service) => {
        await service.stop();
        service.change(env);
        await service.start();
      }),
    );
  }

  /** From now on a service that dies is started again at once, as the starter or Kubernetes would. */
  supervise(): void {
    this.supervised = true;
    for (const service of this.all) {
      const revive = (): void => {
        if (!this.supervised) return;
        service.start().catch(revive);
      };
      service.onDeath = revive;
    }
  }

  /** Resolves when all services run, as they say themselves. */
  whole(ms = 60_000): Promise<true> {
    return until('every service runs', () => this.all.every((service) => service.running) || undefined, ms);
  }

  /** Resolves when nothing is on its way any more: no unsent event, none that a consumer has not dealt with. */
  settle(ms = 15_000): Promise<void> {
    return settle(this.db, this.nats.url, ms);
  }

  /** Takes away everything that NATS has in store; only while it is down. */
  emptyNats(): Promise<void> {
    return rm(join(this.nats.storeDir, 'jetstream'), { recursive: true });
  }

  /** How many events consumers have given up on. */
  deadLetters(): Promise<number> {
    return withNats(this.nats.url, async (nats) => {
      const manager = await jetstreamManager(nats);
      let dead = 0;
      for await (const { config, state } of manager.streams.list())
        if (config.name === 'DEAD') dead += state.messages;
      return dead;
    });
  }

  /** Asks a service over NATS, as staff tools do. Throws when it refuses or does not answer. */
  ask(subject: string, input: unknown): Promise<unknown> {
    return askOnce(this.nats.url, subject, input);
  }

  /** Runs `npm run board -- …` against this house and gives what it prints. Throws when it fails. */
  async board(...words: string[]): Promise<string> {
    const env = { ...process.env, NATS_URL: this.nats.url };
    const { stdout } = await run(process.execPath, [BOARD_TOOL, ...words], { env });
    return stdout;
  }

  /** The object store, for looking at what is in it. */
  async store(): Promise<ObjectStore> {
    // Only a test that looks into the store needs the library built.
    const { openStore } = await import('@board/storage');
    return openStore({ S3_REGION: 'us-east-1', ...this.storeEnv });
  }

  /** Names of what is stored under a prefix, without the prefix. */
  async storedNames(prefix: string): Promise<string[]> {
    const names: string[] = [];
    for await (const object of (await this.store()).list(prefix))
      names.push(object.name.slice(prefix.length));
    return names;
  }

  /** Names of temporary files that gateways have not removed. */
  uploadsLeft(): Promise<string[]> {
    return readdir(this.uploadDir);
  }

  /** The look that the renderers draw with. */
  async look(): Promise<string> {
    const answer = (await this.ask('rpc.renderer.look.get', {})) as { look: string };
    return answer.look;
  }

  /** A number that services of a name count together, by its name in `/metrics`. */
  async metric(service: ServiceName, name: string, index?: number): Promise<number> {
    const asked = index === undefined ? this.services[service] : [this.service(service, index)];
    const counts = await Promise.all(asked.map((one) => readMetric(one, name)));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** All that the services have written to their logs. */
  log(): string {
    return this.all.flatMap((service) => service.lines).join('\n');
  }

  /** The last lines of every service, for a failed test to show. */
  tail(): string {
    return this.all.map((service) => service.tail()).join('\n');
  }

  /** Ends everything. Throws when a service did not end by itself with 0. */
  async stop(): Promise<void> {
    this.supervised = false;
    const codes = await Promise.all(
      this.all.map(async (service) => ({ service, code: await service.stop() })),
    );
    await this.db.end();
    await Promise.all([this.nats.stop(), this.postgres.stop(), this.minio?.stop()]);
    await rm(this.folder, { recursive: true, force: true });
    const bad = codes.filter(({ code }) => code !== 0);
    if (bad.length > 0) {
      throw new Error(bad.map((one) => `Ended with ${one.code}:\n${one.service.tail()}`).join('\n'));
    }
  }

  private furnish(options: HouseOptions): Record<ServiceName, ServiceProcess[]> {
    const settings = this.settings();
    const some = (name: ServiceName): ServiceProcess[] =>
      Array.from(
        { length: options.replicas?.[name] ?? 1 },
        (_, index) =>
          new ServiceProcess(name, index, { ...settings[name], ...options.env?.[name] }, options.dist),
      );
    return {
      posts: some('posts'),
      media: some('media'),
      renderer: some('renderer'),
      gateway: some('gateway'),
    };
  }

  private settings(): Record<ServiceName, Record<string, string>> {
    const common = { NATS_URL: this.nats.url, INTERNAL_PORT: '0', LOG_LEVEL: 'debug' };
    const store = this.storeEnv;
    return {
      posts: {
        ...common,
        ...POSTS_KEYS,
        DATABASE_URL: this.postgres.url,
        SEED_BOARDS: 'b:Random,pr:Programming,test:Test',
      },
      media: { ...common, ...store },
      renderer: { ...common, ...store },
      gateway: {
        ...common,
        ...store,
        ...KEYS,
        HTTP_PORT: '0',
        TRUSTED_PROXIES: '127.0.0.0/8',
        UPLOAD_DIR: this.uploadDir,
      },
    };
  }
}

/** Starts servers on free ports and the services on them; resolves when all are ready. The caller stops it. */
export async function startHouse(options: HouseOptions = {}): Promise<House> {
  const [nats, postgres, minio, folder] = await Promise.all([
    startNats(options.natsLogin && { login: options.natsLogin }),
    startPostgres({ password: POSTGRES_PASSWORD, fsync: options.durable ?? false }),
    options.store === 's3' && findMinio() ? startMinio() : undefined,
    mkdtemp(join(tmpdir(), 'board-house-')),
  ]);
  const house = new House({ nats, postgres, minio, folder, options });
  try {
    await house.start();
  } catch (error) {
    await house.stop().catch(() => undefined);
    throw error;
  }
  return house;
}

async function readMetric(service: ServiceProcess, name: string): Promise<number> {
  const text = await (await fetch(`${service.internalUrl}/metrics`)).text();
  const lines = text.split('\n').filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));
  if (lines.length === 0) throw new Error(`${service.name} does not count ${name}`);
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
