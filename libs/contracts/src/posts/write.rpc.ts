import { z } from 'zod';
import { defineRpc } from '../define.js';
import { BoardSlug, Cloak, Epoch, PostNo, Sha, Version } from '../names.js';
import { FileView, PostedFile } from '../views/file.view.js';

/** Which caretaker asks, for the log of acts: user and machine. */
export const By = z.string().min(1).max(100).optional();

/** What both doors of posting are told. Lengths are only bounded here; the board's own limits are the owner's to check. */
const PostDraft = z.object({
  board: BoardSlug,
  /** The thread to reply to, or null for a new one. */
  thread: PostNo.nullable(),
  cloak: Cloak,
  formId: z.uuid(),
  /**
   * True when the gateway minted `formId` because the browser has no script: then the same cloak, place and content
   * within 60 s is a repeat too.
   */
  minted: z.boolean(),
  text: z.string().max(100_000),
  subject: z.string().max(1_000),
  sage: z.boolean(),
  /** As typed, with what makes the trip (`name#pass##pass`): never stored, never logged. */
  name: z.string().max(1_000).default(''),
  /** Whether the pictures are covered until somebody wants to see them. */
  spoiler: z.boolean().default(false),
  /** By which the post can be taken back, '' for never; kept only as a keyed hash. */
  password: z.string().max(200).default(''),
});

/** Where a post ended up. A repeat of a form gets the first answer again, with the versions of now. */
export const PostAnswer = z.object({
  board: BoardSlug,
  thread: PostNo,
  no: PostNo,
  epoch: Epoch,
  threadVersion: Version,
  boardVersion: Version,
});
export type PostAnswer = z.infer<typeof PostAnswer>;

/**
 * Asks, before any file is processed, whether a post with files would be taken: the same rules as create, plus the
 * count of uploads per cloak (each admit with files that are not live counts one). Writes no post.
 * `repeat` is the answer of the post that this form already made. `live` has those of the files that are shown
 * already, ready to be used as they are.
 */
export const AdmitPost = defineRpc({
  subject: 'rpc.posts.post.admit',
  input: PostDraft.extend({
    files: z.array(z.object({ sha: Sha, bytes: z.number().int().nonnegative() })).max(20),
  }),
  output: z.object({ repeat: PostAnswer.optional(), live: z.array(FileView) }),
  reasons: [
    'board_not_found',
    'board_closed',
    'thread_not_found',
    'thread_gone',
    'thread_locked',
    'thread_archived',
    'post_empty',
    'text_too_long',
    'text_too_many_lines',
    'subject_too_long',
    'name_too_long',
    'names_off',
    'too_many_files',
    'file_too_big',
    'file_banned',
    'form_reused',
    'flood',
    'too_many_uploads',
  ],
  timeoutMs: 2_000,
  idempotent: true,
});

/** Makes the post, once per `formId` however often it is asked. `file_gone`: a FileView's copy is being deleted; ingest it again. */
export const CreatePost = defineRpc({
  subject: 'rpc.posts.post.create',
  input: PostDraft.extend({ files: z.array(PostedFile).max(20) }),
  output: PostAnswer,
  reasons: [
    'board_not_found',
    'board_closed',
    'thread_not_found',
    'thread_gone',
    'thread_locked',
    'thread_archived',
    'post_empty',
    'text_too_long',
    'text_too_many_lines',
    'subject_too_long',
    'name_too_long',
    'names_off',
    'too_many_files',
    'file_too_big',
    'file_banned',
    'video_too_long',
    'form_reused',
    'flood',
    'file_gone',
  ],
  timeoutMs: 2_000,
  idempotent: true,
});

/**
 * What is deleted of a post. `files` leaves the post, with a note that there was something; but a reply without words is
 * nothing without its files, and goes whole.
 */
const Part = z.enum(['post', 'files']);
export type Part = z.infer<typeof Part>;

/** Takes a post off the board (a thread, when it is its first post) and into the trash. Repeating it changes nothing. */
export const DeletePost = defineRpc({
  subject: 'rpc.posts.post.delete',
  input: z.object({ board: BoardSlug, no: PostNo, only: Part.default('post'), by: By }),
  output: PostAnswer.extend({
    /** How many posts went. Owners of before do not tell it. */
    posts: z.number().int().nonnegative().optional(),
  }),
  reasons: ['board_not_found', 'post_not_found'],
  timeoutMs: 5_000,
  idempotent: true,
});

/**
 * Deletes a post, or its files alone, for somebody who knows its password. Wrong ones are counted for each cloak.
 * Repeating it changes nothing.
 */
export const WithdrawPost = defineRpc({
  subject: 'rpc.posts.post.withdraw',
  input: z.object({
    board: BoardSlug,
    no: PostNo,
    password: z.string().max(200),
    cloak: Cloak,
    only: Part,
  }),
  output: PostAnswer,
  reasons: ['board_not_found', 'post_not_found', 'password_wrong', 'too_many_tries'],
  timeoutMs: 5_000,
  idempotent: true,
});

/** Deletes a post like `DeletePost`, then erases its text and has its files deleted for good rather than kept in the trash. */
export const PurgePost = defineRpc({
  subject: 'rpc.posts.post.purge',
  input: z.object({ board: BoardSlug, no: PostNo, by: By }),
  output: PostAnswer.extend({
    /** How much went: posts, and files each time that one of them showed it. Owners of before do not tell it. */
    posts: z.number().int().nonnegative().optional(),
    files: z.number().int().nonnegative().optional(),
    bytes: z.number().int().nonnegative().optional(),
  }),
  reasons: ['board_not_found', 'post_not_found'],
  timeoutMs: 5_000,
  idempotent: true,
});

export const LockThread = defineRpc({
  subject: 'rpc.posts.thread.lock',
  input: z.object({ board: BoardSlug, thread: PostNo, locked: z.boolean(), by: By }),
  output: PostAnswer,
  reasons: ['board_not_found', 'thread_not_found', 'thread_gone'],
  timeoutMs: 5_000,
  idempotent: true,
});
