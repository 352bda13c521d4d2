import pg from 'pg';
import type { Settings } from './settings.ts';

/** A database that keeps silent for longer is looked at by posts, which waits for it. */
const PATIENCE_MS = 2_000;

/** Whether the database that the settings name holds posts; false when it cannot be asked, or is not made yet. */
export async function holdsPosts({ DATABASE_URL }: Settings): Promise<boolean> {
  if (!DATABASE_URL) return false;
  const client = new pg.Client({
    connectionString: DATABASE_URL,
    connectionTimeoutMillis: PATIENCE_MS,
    query_timeout: PATIENCE_MS,
  });
  try {
    await client.connect();
    const { rows } = await client.query<{ used: boolean }>('SELECT EXISTS (SELECT FROM posts) AS used');
    return rows[0]?.used ?? false;
  } catch {
    return false;
  } finally {
    await client.end();
  }
}
