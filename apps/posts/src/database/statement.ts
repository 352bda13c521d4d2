import { createHash } from 'node:crypto';

/** One SQL statement, prepared once per connection under its name. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** @example const FIND = sql`SELECT id FROM boards WHERE slug = $1`; */
export function sql(strings: TemplateStringsArray, ...parts: string[]): Statement {
  const text = String.raw({ raw: strings }, ...parts);
  return { name: createHash('sha1').update(text).digest('hex').slice(0, 16), text };
}

/** A moment as contracts want it, in SQL: ISO 8601, UTC, milliseconds. */
export function isoTime(column: string): string {
  return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
