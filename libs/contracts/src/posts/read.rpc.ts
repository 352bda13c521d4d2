import { z } from 'zod';
import { defineRpc } from '../define.js';
import { BoardSlug, Epoch, FileName, PostNo, Version } from '../names.js';
import { BoardsView, BoardView } from '../views/board.view.js';
import { PostView } from '../views/post.view.js';
import {
  ArchiveView,
  BoardPageView,
  CatalogSort,
  CatalogView,
  NewThreadsView,
  ThreadCard,
  ThreadView,
} from '../views/thread.view.js';

/** All boards with their limits and counters, for the home page, the forms and the gateways' knowledge of what exists. */
export const ListBoards = defineRpc({
  subject: 'rpc.posts.board.list',
  input: z.object({}),
  output: BoardsView,
  reasons: [],
  timeoutMs: 2_000,
  idempotent: true,
});

/** One page of a board. */
export const GetBoardPage = defineRpc({
  subject: 'rpc.posts.board.page',
  input: z.object({ board: BoardSlug, page: z.number().int().min(1).max(100_000) }),
  output: BoardPageView,
  reasons: ['board_not_found', 'page_not_found'],
  timeoutMs: 2_000,
  idempotent: true,
});

/** The catalog of a board. */
export const GetCatalog = defineRpc({
  subject: 'rpc.posts.board.catalog',
  input: z.object({ board: BoardSlug, sort: CatalogSort, page: z.number().int().min(1).max(100_000) }),
  output: CatalogView,
  reasons: ['board_not_found', 'page_not_found'],
  timeoutMs: 2_000,
  idempotent: true,
});

/** The newest threads of a board, as many as a feed has. */
export const GetNewThreads = defineRpc({
  subject: 'rpc.posts.board.newest',
  input: z.object({ board: BoardSlug }),
  output: NewThreadsView,
  reasons: ['board_not_found'],
  timeoutMs: 2_000,
  idempotent: true,
});

/** One page of the threads that were pushed off a board. */
export const GetArchive = defineRpc({
  subject: 'rpc.posts.board.archive',
  input: z.object({ board: BoardSlug, page: z.number().int().min(1).max(100_000) }),
  output: ArchiveView,
  reasons: ['board_not_found', 'page_not_found'],
  timeoutMs: 2_000,
  idempotent: true,
});

/**
 * Which threads of a board moved since its version `since`, for a gateway whose feed was interrupted.
 * `all` means "too many to list, or another epoch: trust nothing of this board that is older than `version`".
 */
export const GetBoardChanges = defineRpc({
  subject: 'rpc.posts.board.changes',
  input: z.object({ board: BoardSlug, epoch: Epoch, since: Version }),
  output: z.object({
    epoch: Epoch,
    version: Version,
    all: z.boolean(),
    threads: z.array(z.object({ no: PostNo, version: Version, gone: z.boolean() })),
  }),
  reasons: ['board_not_found'],
  timeoutMs: 2_000,
  idempotent: true,
});

/** A place in a thread's changes: everything up to (version, no) is known to the asker. */
export const ChangesCursor = z.object({ version: Version, no: z.number().int().nonnegative() });
export type ChangesCursor = z.infer<typeof ChangesCursor>;

/** How many replies the end of a thread is. */
export const LATEST_REPLIES = 50;

/**
 * What changed in a thread after a cursor, ascending by (version, no), tombstones too, in pages bounded by bytes.
 * `{version: 0, no: 0}` asks for the whole thread. The thread's own state is always there and is of the same
 * snapshot as the posts. The last page has `upTo`, the thread's version; the others have `next`.
 * A deleted thread answers with `thread: null` and its last version. `latest`: only the first post and the last
 * `LATEST_REPLIES` living replies.
 */
export const GetThreadChanges = defineRpc({
  subject: 'rpc.posts.thread.changes',
  input: z.object({
    board: BoardSlug,
    thread: PostNo,
    after: ChangesCursor,
    latest: z.boolean().optional(),
  }),
  output: z.object({
    epoch: Epoch,
    version: Version,
    boardVersion: Version,
    thread: ThreadView.nullable(),
    /** Its board, for what stands around the posts. Owners of before do not tell it. */
    board: BoardView.optional(),
    /** What it is told of by, of a living thread. Owners of before do not tell it. */
    card: ThreadCard.optional(),
    posts: z.array(PostView),
    next: ChangesCursor.optional(),
    upTo: Version.optional(),
  }),
  reasons: ['board_not_found', 'thread_not_found'],
  timeoutMs: 2_000,
  idempotent: true,
});

/**
 * What posts says of stored files, for media's sweeps. `keep`: shown, or offered for a post that may still come.
 * `trash`: belongs only to posts in the trash. `delete`: shown nowhere, or banned. After an answer of `trash` or `delete` posts
 * never shows that name again, so the objects may be moved or deleted at any time after it.
 * `unknown`: posts has never heard of the file, which is no reason to erase it. Names are remembered as answered, so ask
 * only for those past their grace; with `release: false` posts only looks.
 */
export const GetKnownFiles = defineRpc({
  subject: 'rpc.posts.file.known',
  input: z.object({ names: z.array(FileName).min(1).max(200), release: z.boolean().default(true) }),
  output: z.object({
    files: z.array(
      z.object({
        name: FileName,
        verdict: z.enum(['keep', 'trash', 'delete']),
        /** Owners of before do not tell it. */
        unknown: z.boolean().optional(),
      }),
    ),
  }),
  reasons: [],
  timeoutMs: 5_000,
  idempotent: true,
});
