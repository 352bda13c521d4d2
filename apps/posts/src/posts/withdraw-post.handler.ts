import { DomainError, type PostAnswer, WithdrawPost } from '@board/contracts';
import { Input, Rpc } from '@board/messaging';
import { Controller, Inject } from '@nestjs/common';
import type { z } from 'zod';
import { Database, type Transaction } from '../database/database.js';
import { sql } from '../database/statement.js';
import { Outbox } from '../outbox/outbox.js';
import { type PostsConfig, POSTS_CONFIG } from '../posts.config.js';
import { answerAbout, lockThreadOf } from './answer.queries.js';
import { isPassword } from './post-password.js';
import { judgeTries } from './post.rules.js';
import { lockPoster } from './poster.lock.js';
import { takeDown } from './take-down.js';

type WithdrawPostInput = z.output<typeof WithdrawPost.input>;

const TRIES = sql`
  SELECT (extract(epoch FROM at) * 1000)::float8 AS at FROM cloaks, unnest(tries) AS at WHERE cloak = $1`;

/** Counts a wrong password, and forgets those that no limit looks at any more. */
const COUNT = sql`
  UPDATE cloaks SET tries = array_append(
    ARRAY(SELECT at FROM unnest(tries) AS at WHERE at > clock_timestamp() - interval '1 hour'), clock_timestamp())
  WHERE cloak = $1`;

const KEPT = sql`SELECT form_id AS "formId", password_mac AS mac FROM posts WHERE id = $1`;

/** Takes a post back for its poster. Locks in the order of posting: poster, thread, hashes of files, board. */
@Controller()
export class WithdrawPostHandler {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    @Inject(POSTS_CONFIG) private readonly config: PostsConfig,
  ) {}

  @Rpc(WithdrawPost)
  async withdraw(@Input(WithdrawPost) input: WithdrawPostInput): Promise<PostAnswer> {
    const answer = await this.database.transaction((tx) => this.run(tx, input));
    // Refused only now: the count of wrong passwords had to be committed.
    if (!answer) throw new DomainError('password_wrong');
    this.outbox.nudge();
    return answer;
  }

  /** Undefined for a wrong password, which has been counted. */
  private async run(tx: Transaction, input: WithdrawPostInput): Promise<PostAnswer | undefined> {
    const { board, no, password, cloak, only } = input;
    const [poster, tries] = await Promise.all([
      lockPoster(tx, cloak),
      tx.rows<{ at: number }>(TRIES, [cloak]),
    ]);
    judgeTries(
      tries.map(({ at }) => at),
      poster.now,
    );
    const post = await lockThreadOf(tx, board, no);
    const [kept] = await tx.rows<{ formId: string; mac: string }>(KEPT, [post.postId]);
    if (!kept || !isPassword(password, kept, this.config.PASSWORD_KEY)) {
      await tx.rows(COUNT, [cloak]);
      return undefined;
    }
    await takeDown(tx, post, no, only);
    return answerAbout(tx, post.postId);
  }
}
