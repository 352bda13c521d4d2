import { z } from 'zod';

/** Who asks Postgres for what, as people know it; the password is left out. */
export interface PostgresPlace {
  /** `host:port`. */
  address: string;
  user: string;
  database: string;
}

export function placeOf(url: string): PostgresPlace {
  const { hostname, port, username, pathname, searchParams } = new URL(url);
  const user = decodeURIComponent(username) || 'the default user';
  return {
    address: `${searchParams.get('host') ?? hostname}:${port || '5432'}`,
    user,
    database: decodeURIComponent(pathname.slice(1)) || user,
  };
}

const Failure = z.object({ code: z.string().optional(), message: z.string() });

/** What Postgres, or the way to it, has against a connection: a code where there is one, and its own words. */
function failureOf(error: unknown): z.output<typeof Failure> {
  if (error instanceof AggregateError && error.errors.length > 0) return failureOf(error.errors[0]);
  return Failure.safeParse(error).data ?? { message: String(error) };
}

/**
 * What an operator has to do before Postgres will let posts in, by SQLSTATE: waiting does not help. Undefined when it may.
 */
export function refusalOf(error: unknown, { address, user, database }: PostgresPlace): string | undefined {
  const { code, message } = failureOf(error);
  const who = `Postgres at ${address}`;
  switch (code) {
    case '28P01':
      return `${who} refuses the password of user ${user}: correct DATABASE_URL`;
    case '28000':
      return `${who} does not let user ${user} into database ${database} (${message}): correct DATABASE_URL, or pg_hba.conf and the user there`;
    case '3D000':
      return `${who} has no database ${database}: create it (createdb -O ${user} ${database}), or correct DATABASE_URL`;
    case '42501':
      return (
        `${who} does not let user ${user} make what the board needs in database ${database} (${message}): ` +
        `GRANT ALL ON SCHEMA public TO ${user}, as the owner of the database`
      );
    default:
      return undefined;
  }
}

const WORDS: Record<string, string> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'no machine of that name is known',
  EAI_AGAIN: 'the name cannot be looked up now',
  EHOSTUNREACH: 'no way there',
  ENETUNREACH: 'no way there',
  ETIMEDOUT: 'no answer',
  ECONNRESET: 'the connection was cut',
};

/** Why Postgres cannot be used now, in words. */
export function reasonOf(error: unknown): string {
  const { code = '', message } = failureOf(error);
  if (/timeout/i.test(message)) return 'no answer';
  return WORDS[code] ?? (message || code);
}
