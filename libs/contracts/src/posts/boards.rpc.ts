import { z } from 'zod';
import { defineRpc } from '../define.js';
import { BoardSlug } from '../names.js';
import { BoardView } from '../views/board.view.js';
import { SiteView } from '../views/site.view.js';
import { BoardDescription, BoardSettings, BoardTitle, SiteSettings } from './settings.js';
import { By } from './write.rpc.js';

/** Opens a board, with the default limits. `board_removed`: there was one of that name, which can be brought back. */
export const AddBoard = defineRpc({
  subject: 'rpc.posts.board.add',
  input: z.object({ slug: BoardSlug, title: BoardTitle, description: BoardDescription, by: By }),
  output: BoardView,
  reasons: ['board_exists', 'board_removed'],
  timeoutMs: 5_000,
  idempotent: false,
});

/**
 * Sets one setting of a board (see `BoardSettings`), or with null gives it back its default, which a title has not. The
 * board and all threads that stand on it get new versions: every form is drawn anew.
 */
export const SetBoard = defineRpc({
  subject: 'rpc.posts.board.set',
  input: z.object({
    board: BoardSlug,
    setting: BoardSettings.keyof(),
    value: z.union([z.number(), z.boolean(), z.string().max(1_000), z.null()]),
    by: By,
  }),
  output: BoardView,
  reasons: ['board_not_found', 'setting_invalid'],
  timeoutMs: 5_000,
  idempotent: true,
});

/** `closed`: nobody posts, everything is read. `removed`: no page shows it, and nothing of it is erased. */
export const BoardState = z.enum(['open', 'closed', 'removed']);
export type BoardState = z.infer<typeof BoardState>;

/** Closes a board, removes it, or opens it again, from whichever of these states. */
export const SetBoardState = defineRpc({
  subject: 'rpc.posts.board.state',
  input: z.object({ board: BoardSlug, state: BoardState, by: By }),
  output: z.object({ board: BoardView, was: BoardState }),
  reasons: ['board_not_found'],
  timeoutMs: 5_000,
  idempotent: true,
});

/** How much a board is, removed ones too: living posts in living threads, archived ones included, and their files. */
export const GetBoardSize = defineRpc({
  subject: 'rpc.posts.board.size',
  input: z.object({ board: BoardSlug }),
  output: z.object({
    threads: z.number().int().nonnegative(),
    posts: z.number().int().nonnegative(),
    files: z.number().int().nonnegative(),
  }),
  reasons: ['board_not_found'],
  timeoutMs: 5_000,
  idempotent: true,
});

/** Sets one thing of the site (see `SiteSettings`), or with null takes it back. Every page is drawn anew. */
export const SetSite = defineRpc({
  subject: 'rpc.posts.site.set',
  input: z.object({ setting: SiteSettings.keyof(), value: z.string().max(1_000).nullable(), by: By }),
  output: SiteView,
  reasons: ['setting_invalid'],
  timeoutMs: 5_000,
  idempotent: true,
});
