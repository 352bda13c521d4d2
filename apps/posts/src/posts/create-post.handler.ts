import { type Body, CreatePost, FileView, type PostAnswer } from '@board/contracts';
import { Input, Rpc } from '@board/messaging';
import { Controller, Inject } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import type { z } from 'zod';
import { findCited, MAX_CITES } from '../cites/cited.queries.js';
import { isDuplicate } from '../database/database.errors.js';
import { Database, type Transaction } from '../database/database.js';
import { sql } from '../database/statement.js';
import { chooseCopies, type KnownCopy, shaOf } from '../files/choose-copies.js';
import { lockHashes } from '../files/file-locks.js';
import { Outbox } from '../outbox/outbox.js';
import { type PostsConfig, POSTS_CONFIG } from '../posts.config.js';
import { postWeight } from './body-weight.js';
import { contentHash } from './content-hash.js';
import { insertPost } from './insert-post.js';
import { citedPosts, parseBody } from './parse-body.js';
import { findPlace } from './place.queries.js';
import { readDraft } from './post-draft.js';
import { passwordMac } from './post-password.js';
import { judgeBoard, judgeContent, judgeFiles, judgeFlood, judgeThread } from './post.rules.js';
import type { Signature } from './poster-name.js';
import { lockPoster } from './poster.lock.js';
import { POSTS_CREATED } from './posts-created.metric.js';
import { findRepeat } from './repeat.queries.js';

type CreatePostInput = z.output<typeof CreatePost.input>;

const KNOWN = sql`SELECT name, state FROM files WHERE name = ANY ($1) OR (sha = ANY ($2) AND state = 'live')`;

/** Makes a post: one transaction, locks in the order poster, thread, hashes of files, board. */
@Controller()
export class CreatePostHandler {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    @Inject(POSTS_CONFIG) private readonly config: PostsConfig,
    @InjectMetric(POSTS_CREATED) private readonly postsCreated: Counter<'kind'>,
  ) {}

  @Rpc(CreatePost)
  async create(@Input(CreatePost) asked: CreatePostInput): Promise<PostAnswer> {
    const input = readDraft(asked, this.config.TRIP_KEY);
    const body = parseBody(input.text);
    // The same form sent from two addresses at once meets only at its unique id: the later one then finds the first.
    const { answer, made } = await this.database.transaction(
      (tx) => this.run(tx, input, body),
      (error) => isDuplicate(error, 'posts_form'),
    );
    if (made) {
      this.postsCreated.inc({ kind: input.thread === null ? 'thread' : 'reply' });
      this.outbox.nudge();
    }
    return answer;
  }

  private async run(
    tx: Transaction,
    input: CreatePostInput & Signature,
    body: Body,
  ): Promise<{ answer: PostAnswer; made: boolean }> {
    const { board, thread, cloak, formId, minted, text, subject, name, trip, sage, spoiler, files } = input;
    const hash = contentHash(input);
    const names = files.map((file) => file.originalName ?? '');

    // One round trip; Postgres takes the locks in this order.
    const [poster, repeat, place, cited, { known, banned }] = await Promise.all([
      lockPoster(tx, cloak),
      findRepeat(tx, { formId, minted, cloak, hash }),
      findPlace(tx, input, { lock: true }),
      findCited(tx, citedPosts(body, board).slice(0, MAX_CITES)),
      this.knownCopies(tx, files),
    ]);
    if (repeat) return { answer: repeat, made: false };
    judgeBoard(board, place.closed);
    if (thread !== null) judgeThread({ board, thread, found: place.thread });
    judgeContent(input, place.limits);
    judgeFiles(
      files.map(({ name }) => shaOf(name)),
      banned,
    );
    judgeFlood(poster, thread === null, {
      replyMs: this.config.FLOOD_REPLY_MS,
      threadMs: this.config.FLOOD_THREAD_MS,
    });

    const near = cited.filter((post) => !post.dead && post.board === board && post.thread === thread);
    const answer = await insertPost(tx, {
      boardId: place.boardId,
      threadId: place.thread?.id ?? null,
      formId,
      cloak,
      hash,
      at: new Date(poster.now).toISOString(),
      bumped: thread === null || (!sage && (place.thread?.replies ?? 0) < place.limits.bumpLimit),
      sage,
      subject,
      name,
      trip,
      spoiler,
      passwordMac: passwordMac(input.password, formId, this.config.PASSWORD_KEY),
      text,
      body,
      weight: postWeight(body, name, names),
      mostThreads: place.limits.threads,
      cites: near.map((post) => post.id),
      farCites: cited.filter((post) => !near.includes(post)),
      copies: chooseCopies(
        files.map((file) => FileView.parse(file)),
        known,
      ),
      originalNames: names,
    });
    return { answer, made: true };
  }

  private async knownCopies(
    tx: Transaction,
    files: FileView[],
  ): Promise<{ known: KnownCopy[]; banned: string[] }> {
    if (files.length === 0) return { known: [], banned: [] };
    const names = files.map((file) => file.name);
    const shas = names.map(shaOf);
    const [banned, known] = await Promise.all([
      lockHashes(tx, shas),
      tx.rows<KnownCopy>(KNOWN, [names, shas]),
    ]);
    return { known, banned };
  }
}
