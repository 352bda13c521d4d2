import type { PoolClient } from 'pg';
import { DataSource, type MigrationInterface, MigrationExecutor, type QueryRunner } from 'typeorm';
import { dataSourceOptions, MIGRATION_LOCK } from '../../apps/posts/dist/database/data-source.js';
import type { Applied } from './backup-archive.ts';
import type { PostsConfig } from '../../apps/posts/dist/posts.config.js';

type MigrationClass = new () => MigrationInterface;

/** Of this program, oldest first. */
function ownMigrations(): MigrationClass[] {
  const { migrations } = dataSourceOptions({} as PostsConfig);
  return Object.values(migrations ?? []).filter((one): one is MigrationClass => typeof one === 'function');
}

const nameOf = (migration: MigrationClass): string => migration.name;

/** Those of an archive that this program does not know: the archive is of a newer one. */
export function unknownMigrations(applied: readonly Applied[]): string[] {
  const own = new Set(ownMigrations().map(nameOf));
  return applied.map(({ name }) => name).filter((name) => !own.has(name));
}

/**
 * Makes the schema as it was when `applied` were the migrations, has `fill` fill it, then brings it up to date: all in one
 * transaction, which `beforeCommit` ends. No posts that starts meanwhile can migrate.
 */
export async function makeFilled(
  url: string,
  applied: readonly Applied[],
  fill: (client: PoolClient) => Promise<void>,
  beforeCommit: (client: PoolClient) => Promise<void>,
): Promise<void> {
  const names = new Set(applied.map(({ name }) => name));
  const all = ownMigrations();
  const before = await open(
    url,
    all.filter((migration) => names.has(nameOf(migration))),
  );
  const now = await open(url, all);
  const runner = before.createQueryRunner();
  try {
    const client = (await runner.connect()) as PoolClient;
    await runner.startTransaction();
    await runner.query('SET LOCAL statement_timeout = 0');
    await runner.query('SET LOCAL idle_in_transaction_session_timeout = 0');
    await runner.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await migrate(before, runner);
    await fill(client);
    await migrate(now, runner);
    await beforeCommit(client);
    await runner.commitTransaction();
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
    throw error;
  } finally {
    await runner.release();
    await Promise.all([before.destroy(), now.destroy()]);
  }
}

function open(url: string, migrations: MigrationClass[]): Promise<DataSource> {
  return new DataSource({ type: 'postgres', url, applicationName: 'board restore', migrations }).initialize();
}

async function migrate(source: DataSource, runner: QueryRunner): Promise<void> {
  const executor = new MigrationExecutor(source, runner);
  executor.transaction = 'all';
  await executor.executePendingMigrations();
}
