import { DomainError, type PostAnswer } from '@board/contracts';
import type { Transaction } from '../database/database.js';
import { sql } from '../database/statement.js';
import { ANSWER, ANSWER_FROM } from './answer.queries.js';

/**
 * The post that this form made. Who has no script gets a new form id with every request, so for a minute the same
 * content of the same poster is the same form.
 */
const FIND = sql`
  SELECT ${ANSWER}, p.content_hash AS hash ${ANSWER_FROM} WHERE p.form_id = $1
  UNION ALL (
    SELECT ${ANSWER}, p.content_hash AS hash ${ANSWER_FROM}
    WHERE $4 AND p.cloak = $3 AND p.content_hash = $2 AND p.state = 'live'
      AND p.created_at > clock_timestamp() - interval '60 s'
    ORDER BY p.id DESC LIMIT 1)`;

export interface Sending {
  formId: string;
  minted: boolean;
  cloak: string;
  hash: string;
}

/**
 * The answer that this form got before, if it made a post. Asked under the poster's lock. Throws form_reused, with the
 * post that was made, when the content is another one.
 */
export async function findRepeat(tx: Transaction, sending: Sending): Promise<PostAnswer | undefined> {
  const { formId, minted, cloak, hash } = sending;
  const [found] = await tx.rows<PostAnswer & { hash: string }>(FIND, [formId, hash, cloak, minted]);
  if (!found) return undefined;
  const { hash: madeOf, ...answer } = found;
  if (madeOf === hash) return answer;
  throw new DomainError('form_reused', { board: answer.board, thread: answer.thread, no: answer.no });
}
