import { AdmitPost, type FileView } from '@board/contracts';
import { Input, Rpc } from '@board/messaging';
import { Controller, Inject } from '@nestjs/common';
import type { z } from 'zod';
import { Database, type Transaction } from '../database/database.js';
import { sql } from '../database/statement.js';
import { type PostsConfig, POSTS_CONFIG } from '../posts.config.js';
import { contentHash } from './content-hash.js';
import { findPlace } from './place.queries.js';
import { readDraft } from './post-draft.js';
import { judgeBoard, judgeContent, judgeFiles, judgeFlood, judgeThread, judgeUploads } from './post.rules.js';
import type { Signature } from './poster-name.js';
import { lockPoster } from './poster.lock.js';
import { findRepeat } from './repeat.queries.js';

type Draft = z.output<typeof AdmitPost.input> & Signature;
type AdmitPostOutput = z.output<typeof AdmitPost.output>;

const BANNED = sql`SELECT sha FROM hashes WHERE sha = ANY ($1) AND banned_at IS NOT NULL`;

const LIVE = sql`SELECT view FROM files WHERE sha = ANY ($1) AND state = 'live'`;

/** Counts one upload, and forgets those that no limit looks at any more. */
const COUNT = sql`
  UPDATE cloaks SET uploads = array_append(
    ARRAY(SELECT at FROM unnest(uploads) AS at WHERE at > clock_timestamp() - interval '1 hour'), clock_timestamp())
  WHERE cloak = $1`;

/** Says whether a post with files would be taken, before anybody works on them. */
@Controller()
export class AdmitPostHandler {
  constructor(
    private readonly database: Database,
    @Inject(POSTS_CONFIG) private readonly config: PostsConfig,
  ) {}

  @Rpc(AdmitPost)
  async admit(@Input(AdmitPost) asked: z.output<typeof AdmitPost.input>): Promise<AdmitPostOutput> {
    const input = readDraft(asked, this.config.TRIP_KEY);
    return this.database.transaction((tx) => this.run(tx, input));
  }

  private async run(tx: Transaction, input: Draft): Promise<AdmitPostOutput> {
    const { board, thread, cloak, formId, minted, files } = input;
    const { config } = this;

    const shas = [...new Set(files.map((file) => file.sha))];

    const [poster, repeat, place, banned, rows] = await Promise.all([
      lockPoster(tx, cloak),
      findRepeat(tx, { formId, minted, cloak, hash: contentHash(input) }),
      findPlace(tx, input, { lock: false }),
      tx.rows<{ sha: string }>(BANNED, [shas]),
      tx.rows<{ view: FileView }>(LIVE, [shas]),
    ]);
    if (repeat) return { repeat, live: [] };
    judgeBoard(board, place.closed);
    if (thread !== null) judgeThread({ board, thread, found: place.thread });
    judgeContent(input, place.limits);
    judgeFiles(
      files.map((file) => file.sha),
      banned.map((row) => row.sha),
    );
    judgeFlood(poster, thread === null, { replyMs: config.FLOOD_REPLY_MS, threadMs: config.FLOOD_THREAD_MS });

    if (rows.length < shas.length) {
      judgeUploads(poster.uploads, poster.now, {
        perMinute: config.UPLOADS_PER_MINUTE,
        perHour: config.UPLOADS_PER_HOUR,
      });
      await tx.rows(COUNT, [cloak]);
    }
    return { live: rows.map((row) => row.view) };
  }
}
