import type { Act } from '@board/contracts';
import type { Transaction } from '../database/database.js';
import { sql } from '../database/statement.js';

const RECORD = sql`INSERT INTO acts (who, act, board, target, details) VALUES ($1, $2, $3, $4, $5)`;

/** Who asked, where the caller does not say it. */
const UNKNOWN = 'unknown';

/**
 * Writes down what a caretaker does, in the transaction that does it. `act` is the command's name, `target` what it was
 * done to: a number, a hash, a setting. Details are facts, never text of posts.
 *
 * @example await recordAct(tx, { by, act: 'delete', board, target: no, details: { posts } });
 */
export async function recordAct(
  tx: Transaction,
  act: {
    by: string | undefined;
    act: string;
    board?: string;
    target?: string | number;
    details?: Act['details'];
  },
): Promise<void> {
  const { by = UNKNOWN, board = '', target = '', details = {} } = act;
  await tx.rows(RECORD, [by, act.act, board, String(target), JSON.stringify(details)]);
}
