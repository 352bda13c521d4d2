import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { PoolClient } from 'pg';
import type { Counter } from 'prom-client';
import { DataSource } from 'typeorm';
import { isClash, knownError } from './database.errors.js';
import { ROWS_READ } from './rows-read.metric.js';
import type { Statement } from './statement.js';

/** How often a transaction that lost to another (deadlock, serialization) is run before the loss is told. */
const ATTEMPTS = 5;

/**
 * Statements on one connection, inside one transaction. Postgres runs them in the order of the calls, each when the one
 * before has ended. They are sent at once: those that do not need each other's rows are best called together, so that
 * they cost one round trip and locks are held no longer than they must be.
 */
export class Transaction {
  private committed: Promise<unknown> | undefined;

  constructor(
    private readonly client: PoolClient,
    private readonly rowsRead: Counter,
  ) {}

  async rows<T>(statement: Statement, values: unknown[] = []): Promise<T[]> {
    const { rows } = await this.client.query({ name: statement.name, text: statement.text, values });
    this.rowsRead.inc(rows.length);
    return rows as T[];
  }

  /** The last statement, with the commit right behind it: its rows come when they are safe, and nothing may follow. */
  async lastRows<T>(statement: Statement, values: unknown[] = []): Promise<T[]> {
    const rows = this.rows<T>(statement, values);
    this.committed = this.client.query('COMMIT');
    // Where the statement failed this COMMIT rolls back, by Postgres' own rule, and the statement's error is the one to tell.
    const [result] = await Promise.all([rows, this.committed]);
    return result;
  }

  /** Commits, unless the last statement has. */
  async commit(): Promise<void> {
    await (this.committed ?? this.client.query('COMMIT'));
  }
}

/**
 * Postgres, as handlers see it. While it cannot be reached everything throws DomainError `unavailable`; a statement
 * that takes too long, `timeout`.
 */
@Injectable()
export class Database {
  constructor(
    private readonly source: DataSource,
    @InjectMetric(ROWS_READ) private readonly rowsRead: Counter,
  ) {}

  /** The rows of one statement, which is a transaction and a snapshot of its own. */
  async rows<T>(statement: Statement, values: unknown[] = []): Promise<T[]> {
    return this.connected((client) => new Transaction(client, this.rowsRead).rows<T>(statement, values));
  }

  /**
   * Runs `work` in one READ COMMITTED transaction; it is committed when `work` returns and rolled back when it throws.
   * `work` is run again when it lost a deadlock, or when `again` says so of its error: it must not act outside of it.
   */
  async transaction<T>(
    work: (tx: Transaction) => Promise<T>,
    again: (error: unknown) => boolean = () => false,
  ): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.connected((client) =>
          inTransaction(client, new Transaction(client, this.rowsRead), work),
        );
      } catch (error) {
        if (attempt >= ATTEMPTS || !(isClash(error) || again(error))) throw error;
      }
    }
  }

  private async connected<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const runner = this.source.createQueryRunner();
    try {
      const client: PoolClient = await runner.connect();
      return await work(client);
    } catch (error) {
      throw knownError(error);
    } finally {
      await runner.release();
    }
  }
}

async function inTransaction<T>(
  client: PoolClient,
  tx: Transaction,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  // Not waited for: it travels with the first statement of `work`, and fails only with the connection.
  const begun = client.query('BEGIN');
  try {
    const [result] = await Promise.all([work(tx), begun]);
    await tx.commit();
    return result;
  } catch (error) {
    // A connection that is gone cannot roll back, and need not: the first error is the one to tell.
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
