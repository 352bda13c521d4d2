import { z } from 'zod';
import { defineRpc } from '../define.js';
import { BoardSlug, Epoch, PostNo, Sha } from '../names.js';
import { By, PostAnswer } from './write.rpc.js';

const Count = z.number().int().nonnegative();

/**
 * What goes with a post: all of its thread, when it is the first. `words` are the first of the post, '' of a purged
 * one. `live` and `trash` count posts, `files` and `bytes` are of all that are not purged, each time that a file is shown.
 */
export const GetPostSummary = defineRpc({
  subject: 'rpc.posts.post.summary',
  input: z.object({ board: BoardSlug, no: PostNo }),
  output: z.object({
    thread: PostNo,
    words: z.string(),
    live: Count,
    trash: Count,
    files: Count,
    bytes: Count,
  }),
  reasons: ['board_not_found', 'post_not_found'],
  timeoutMs: 5_000,
  idempotent: true,
});

/** How many posts show a content, and how many in the trash would. */
export const GetFileSummary = defineRpc({
  subject: 'rpc.posts.file.summary',
  input: z.object({ sha: Sha }),
  output: z.object({ live: Count, trash: Count, banned: z.boolean() }),
  reasons: [],
  timeoutMs: 5_000,
  idempotent: true,
});

/** How many things one answer tells of the trash, and of acts. */
export const LISTED_AT_MOST = 200;

/**
 * What lies in a board's trash, the latest first: a post, or a whole thread by its first post, with all that went with
 * it (`posts`). `goneAt` is null for what went before that was noted.
 */
export const GetTrash = defineRpc({
  subject: 'rpc.posts.board.trash',
  input: z.object({ board: BoardSlug }),
  output: z.object({
    items: z.array(
      z.object({
        no: PostNo,
        thread: PostNo,
        posts: Count,
        files: Count,
        words: z.string(),
        goneAt: z.iso.datetime().nullable(),
      }),
    ),
    /** Whether there is more than the answer tells. */
    more: z.boolean(),
  }),
  reasons: ['board_not_found'],
  timeoutMs: 5_000,
  idempotent: true,
});

/**
 * Takes a post out of the trash (a thread with all posts that went with it, when it is the first). `posts`: how many came
 * back, 0 when it lives already. Repeating it changes nothing.
 */
export const RestorePost = defineRpc({
  subject: 'rpc.posts.post.restore',
  input: z.object({ board: BoardSlug, no: PostNo, by: By }),
  output: PostAnswer.extend({ posts: Count, files: Count }),
  reasons: ['board_not_found', 'post_not_found', 'thread_gone', 'post_purged'],
  timeoutMs: 5_000,
  idempotent: true,
});

/** One act of a caretaker. `board` and `target` are '' where there is none. */
export const Act = z.object({
  at: z.iso.datetime(),
  who: z.string(),
  act: z.string(),
  board: z.string(),
  target: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type Act = z.infer<typeof Act>;

/** What caretakers did since a moment, the latest first; on one board, or everywhere. */
export const ListActs = defineRpc({
  subject: 'rpc.posts.act.list',
  input: z.object({ since: z.iso.datetime(), board: BoardSlug.optional() }),
  output: z.object({ acts: z.array(Act), more: z.boolean() }),
  reasons: [],
  timeoutMs: 5_000,
  idempotent: true,
});

/** How posts and its database are. Sizes in bytes, times in milliseconds. */
export const GetPostsStatus = defineRpc({
  subject: 'rpc.posts.house.status',
  input: z.object({}),
  output: z.object({
    epoch: Epoch,
    upMs: Count,
    postgres: z.object({ version: z.string(), bytes: Count }),
    boards: Count,
    threads: Count,
    archived: Count,
    posts: Count,
    postsLastDay: Count,
    threadsLastDay: Count,
    trash: Count,
    outbox: z.object({ waiting: Count, oldestMs: Count }),
  }),
  reasons: [],
  timeoutMs: 2_000,
  idempotent: false,
});
