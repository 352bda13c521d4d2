import { DomainError } from '@board/contracts';
import { z } from 'zod';

const PgError = z.object({
  code: z.string().optional(),
  constraint: z.string().optional(),
  message: z.string(),
});

/** SQLSTATE classes and codes that say "Postgres cannot be asked now": connection, resources, shutdown, read-only standby. */
const AWAY =
  /^(08...|53...|57P0.|25006|ECONN.*|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/;
/** What `pg` itself says, without a code. */
const AWAY_WORDS =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable|Connection ended|Cannot use a pool after/;
/** statement_timeout, lock_timeout, idle in transaction. */
const SLOW = new Set(['57014', '55P03', '25P03']);
/** Deadlock, serialization. */
const CLASH = new Set(['40P01', '40001']);

/** Whether the whole transaction may simply be run again. */
export function isClash(error: unknown): boolean {
  const code = PgError.safeParse(error).data?.code;
  return code !== undefined && CLASH.has(code);
}

/** Whether a unique constraint of that name refused a row. */
export function isDuplicate(error: unknown, constraint: string): boolean {
  const found = PgError.safeParse(error).data;
  return found?.code === '23505' && found.constraint === constraint;
}

/** `unavailable` or `timeout` for what is Postgres' state and no fault of the statement; anything else as it is. */
export function knownError(error: unknown): unknown {
  if (error instanceof AggregateError && error.errors.length > 0) return knownError(error.errors[0]);
  const found = PgError.safeParse(error).data;
  if (!found || error instanceof DomainError) return error;
  if (found.code !== undefined && SLOW.has(found.code))
    return new DomainError('timeout', undefined, { cause: error });
  const away = found.code === undefined ? AWAY_WORDS.test(found.message) : AWAY.test(found.code);
  return away ? new DomainError('unavailable', undefined, { cause: error }) : error;
}
