import { DomainError, type PostAnswer } from '@board/contracts';
import type { Transaction } from '../database/database.js';
import { sql } from '../database/statement.js';
import { ANSWER, ANSWER_FROM } from './answer.queries.js';

const BY_FORM = sql`SELECT ${ANSWER}, p.content_hash AS hash ${ANSWER_FROM} WHERE p.form_id = $1`;

/** Who has no script gets a new form id with every request, so the same content is the same form: for a minute. */
const BY_CONTENT = sql`
  SELECT ${ANSWER}, p.content_hash AS hash ${ANSWER_FROM}
  WHERE p.cloak = $1 AND p.content_hash = $2 AND p.state = 'live' AND p.created_at > clock_timestamp() - interval '60 s'
  ORDER BY p.id DESC LIMIT 1`;

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
  const [same] = await tx.rows<PostAnswer & { hash: string }>(BY_FORM, [sending.formId]);
  if (same) {
    const { hash, ...answer } = same;
    if (hash === sending.hash) return answer;
    throw new DomainError('form_reused', { board: answer.board, thread: answer.thread, no: answer.no });
  }
  if (!sending.minted) return undefined;
  const [twin] = await tx.rows<PostAnswer & { hash: string }>(BY_CONTENT, [sending.cloak, sending.hash]);
  if (!twin) return undefined;
  const { hash: _, ...answer } = twin;
  return answer;
}
