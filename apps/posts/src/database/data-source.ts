import { setTimeout as pause } from 'node:timers/promises';
import { DomainError } from '@board/contracts';
import { Waiting } from '@board/messaging';
import { StartRefusal } from '@board/platform';
import { Logger } from '@nestjs/common';
import { DataSource, type DataSourceOptions, MigrationExecutor } from 'typeorm';
import { Init1764000000000 } from '../migrations/1764000000000-init.js';
import { Names1764100000000 } from '../migrations/1764100000000-names.js';
import { FarCites1764200000000 } from '../migrations/1764200000000-far-cites.js';
import { Files1764300000000 } from '../migrations/1764300000000-files.js';
import { Archive1764500000000 } from '../migrations/1764500000000-archive.js';
import { Identity1764600000000 } from '../migrations/1764600000000-identity.js';
import { Boards1764700000000 } from '../migrations/1764700000000-boards.js';
import { Care1764800000000 } from '../migrations/1764800000000-care.js';
import type { PostsConfig } from '../posts.config.js';
import { knownError } from './database.errors.js';
import { OnePacketSocket } from './one-packet.socket.js';
import { placeOf, reasonOf, refusalOf } from './postgres-words.js';
import { noteSchema, refuseNewerSchema } from './schema-check.js';

const log = new Logger('Database');

/** Only one replica migrates at a time; any number will do, if nothing else in this database takes it. */
export const MIGRATION_LOCK = 7_205_301;

/** Postgres may be starting too, and whoever migrates may not be done. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 500;

export function dataSourceOptions(config: PostsConfig): DataSourceOptions {
  return {
    type: 'postgres',
    url: config.DATABASE_URL,
    applicationName: 'posts',
    poolSize: config.DATABASE_POOL,
    // Shorter than the RPCs that wait for it, so that the caller hears `unavailable` and not nothing.
    connectTimeoutMS: 1_500,
    parseInt8: true,
    migrations: [
      Init1764000000000,
      Names1764100000000,
      FarCites1764200000000,
      Files1764300000000,
      Archive1764500000000,
      Identity1764600000000,
      Boards1764700000000,
      Care1764800000000,
    ],
    migrationsRun: config.MIGRATE,
    poolErrorHandler: (error: Error) => log.warn(`A connection to Postgres was lost: ${error.message}`),
    extra: {
      keepAlive: true,
      // Statements are sent without waiting for the answer to the one before, where the code does not wait either.
      pipeline: true,
      stream: () => new OnePacketSocket(),
      statement_timeout: 5_000,
      idle_in_transaction_session_timeout: 10_000,
    },
  };
}

/**
 * Connects, and with `migrationsRun` brings the schema up to date, after `look` has seen the database as it is. Throws
 * when Postgres cannot be reached, or when the schema is behind and it is somebody else's task to migrate; StartRefusal when
 * it is of a newer program.
 */
export async function connectDatabase(
  options?: DataSourceOptions,
  look: (source: DataSource) => Promise<void> = async () => {},
): Promise<DataSource> {
  if (!options) throw new Error('The database has no options');
  const source = await new DataSource({ ...options, migrationsRun: false }).initialize();
  try {
    await look(source);
    await refuseNewerSchema(source);
    if (options.migrationsRun) await migrate(source);
    if (await source.showMigrations())
      throw new Error('The database schema is behind: migrations must run first');
    return source;
  } catch (error) {
    await source.destroy();
    throw error;
  }
}

/**
 * `connectDatabase`, tried for a minute before what it throws is thrown; what is waited for is told. Where waiting does not
 * help (wrong password, no such database, no rights, another board's) it throws StartRefusal at once.
 */
export async function connectPatiently(
  options?: DataSourceOptions,
  look?: (source: DataSource) => Promise<void>,
): Promise<DataSource> {
  if (options?.type !== 'postgres' || !options.url) throw new Error('The database has no options');
  const place = placeOf(options.url);
  const until = performance.now() + PATIENCE_MS;
  const what = `Postgres at ${place.address}`;
  const waiting = new Waiting(log, what);
  for (;;) {
    try {
      return await connectDatabase(options, look);
    } catch (error) {
      if (error instanceof StartRefusal) throw error;
      const refusal = refusalOf(error, place);
      if (refusal) throw new StartRefusal(refusal, { cause: error });
      const why = reasonOf(error);
      if (performance.now() > until)
        throw new StartRefusal(`${PATIENCE_MS / 1_000} s were not enough for ${what}: ${why}`, {
          cause: error,
        });
      waiting.tell(why);
      await pause(PAUSE_MS);
    }
  }
}

async function migrate(source: DataSource): Promise<void> {
  await using runner = source.createQueryRunner();
  await runner.query('SET statement_timeout = 0');
  await runner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
  try {
    const executor = new MigrationExecutor(source, runner);
    executor.transaction = 'each';
    const done = await executor.executePendingMigrations().catch((error: unknown) => {
      throw migrationError(error, source);
    });
    for (const migration of done) log.log(`Migrated: ${migration.name}`);
    await noteSchema(source);
  } finally {
    await runner.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    await runner.query('RESET statement_timeout');
  }
}

/** A Postgres that is away, or grants too little, is told of as such; a migration that it refuses will not do later either. */
function migrationError(error: unknown, { options }: DataSource): unknown {
  const isAway = knownError(error) instanceof DomainError;
  const url = options.type === 'postgres' ? options.url : undefined;
  if (isAway || (url && refusalOf(error, placeOf(url)))) return error;
  return new StartRefusal(
    `The schema could not be brought up to date: ${reasonOf(error)}. What this migration had changed is taken back. ` +
      'Go on with the version of before, and tell the developers',
    { cause: error },
  );
}
