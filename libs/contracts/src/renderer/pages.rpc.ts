import { z } from 'zod';
import { defineRpc } from '../define.js';
import { ErrorDetails, ErrorKind } from '../errors.js';
import { BoardSlug, Epoch, Lang, LookId, OriginalName, PostNo, Version } from '../names.js';
import { ChangesCursor } from '../posts/read.rpc.js';
import { CatalogSort } from '../views/thread.view.js';

/*
 * All of these but `GetLook` are asked on `<subject>.<look>`: only a renderer of that look answers.
 * Nobody answering (`unavailable`) is how a gateway learns that a look has gone.
 */

/**
 * A page that is kept whole: home, a page of a board, its catalog, or its archive; or an Atom feed, of a board's newest
 * threads or a thread's latest posts.
 */
export const GetPage = defineRpc({
  subject: 'rpc.renderer.page.get',
  input: z.discriminatedUnion('page', [
    z.object({ page: z.literal('home'), lang: Lang }),
    z.object({ page: z.literal('board'), board: BoardSlug, number: z.number().int().positive(), lang: Lang }),
    z.object({
      page: z.literal('archive'),
      board: BoardSlug,
      number: z.number().int().positive(),
      lang: Lang,
    }),
    z.object({
      page: z.literal('catalog'),
      board: BoardSlug,
      sort: CatalogSort,
      number: z.number().int().positive(),
      lang: Lang,
    }),
    z.object({ page: z.literal('board-atom'), board: BoardSlug, lang: Lang }),
    z.object({ page: z.literal('thread-atom'), board: BoardSlug, thread: PostNo, lang: Lang }),
  ]),
  output: z.object({
    epoch: Epoch,
    version: Version,
    /** Of what a thread's version says: the board's version beside it. */
    boardVersion: Version.optional(),
    /** The document; of a feed it is XML. */
    html: z.string(),
  }),
  reasons: ['board_not_found', 'page_not_found', 'thread_not_found', 'thread_gone'],
  timeoutMs: 3_000,
  idempotent: true,
});

/** One post, drawn. `html` is one `<article id="p<no>" data-no="<no>">`, or for a deleted post ''. */
export const Fragment = z.object({ no: PostNo, version: Version, gone: z.boolean(), html: z.string() });
export type Fragment = z.infer<typeof Fragment>;

/**
 * What changed in a thread, drawn. The page is `head` + the fragments' html in order of `no` + `tail`; `state` is the
 * `<div id="thread-state">` that stands inside head, for live readers to replace. Pages as in `GetThreadChanges`:
 * head, tail and state of the last page stand. A deleted thread is `gone`, with empty strings. `latest`: the page of
 * the first post and the last replies.
 */
export const GetThreadDelta = defineRpc({
  subject: 'rpc.renderer.thread.delta',
  input: z.object({
    board: BoardSlug,
    thread: PostNo,
    after: ChangesCursor,
    latest: z.boolean().optional(),
    lang: Lang,
  }),
  output: z.object({
    epoch: Epoch,
    version: Version,
    boardVersion: Version,
    gone: z.boolean(),
    head: z.string(),
    state: z.string(),
    tail: z.string(),
    fragments: z.array(Fragment),
    next: ChangesCursor.optional(),
    upTo: Version.optional(),
  }),
  reasons: ['board_not_found', 'thread_not_found'],
  timeoutMs: 3_000,
  idempotent: true,
});

/** What a refusal says, in the reader's language. */
const Refusal = z.object({
  kind: ErrorKind,
  reason: z.string(),
  details: ErrorDetails.optional(),
  incident: z.string().optional(),
});

/** An error page, whole. `back` is a path on this board to go on from. */
export const GetErrorPage = defineRpc({
  subject: 'rpc.renderer.error.get',
  input: z.object({
    status: z.number().int(),
    error: Refusal,
    back: z.string().max(200).optional(),
    lang: Lang,
  }),
  output: z.object({ html: z.string() }),
  reasons: [],
  timeoutMs: 2_000,
  idempotent: true,
});

/**
 * The posting form: `fragment` for htmx (one `<form id="post-form">`), `page` for a browser without a script.
 * Fresh when `values` is absent; otherwise with what was typed, the files already accepted (each by its sealed token)
 * and what was wrong. `posted` is the post that was just made, for the line that says so.
 */
export const GetForm = defineRpc({
  subject: 'rpc.renderer.form.get',
  input: z.object({
    as: z.enum(['fragment', 'page']),
    board: BoardSlug,
    thread: PostNo.nullable(),
    lang: Lang,
    values: z
      .object({
        text: z.string(),
        subject: z.string(),
        sage: z.boolean(),
        name: z.string().default(''),
        spoiler: z.boolean().default(false),
        password: z.string().default(''),
      })
      .optional(),
    files: z
      .array(
        z.object({
          token: z.string(),
          mime: z.string(),
          width: z.number(),
          height: z.number(),
          bytes: z.number(),
          name: OriginalName.optional(),
        }),
      )
      .optional(),
    error: Refusal.optional(),
    posted: z.object({ thread: PostNo, no: PostNo }).optional(),
  }),
  output: z.object({ html: z.string() }),
  reasons: ['board_not_found'],
  timeoutMs: 3_000,
  idempotent: true,
});

/** The look of whichever renderer answers, and the files it published under `static/<look>/`. */
export const GetLook = defineRpc({
  subject: 'rpc.renderer.look.get',
  input: z.object({}),
  output: z.object({
    look: LookId,
    assets: z.array(
      z.object({
        name: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
        mime: z.string(),
        bytes: z.number().int(),
      }),
    ),
  }),
  reasons: [],
  timeoutMs: 2_000,
  idempotent: true,
});
