import { z } from 'zod';
import { BoardSlug, PostNo, Version } from '../names.js';
import { Body } from './body.view.js';
import { PostedFile } from './file.view.js';

/** A post by its full name: its thread may be another one than that of the post which tells of it. */
export const FarPost = z.object({ board: BoardSlug, thread: PostNo, no: PostNo });
export type FarPost = z.infer<typeof FarPost>;

/** A cite that leads beyond the thread, or whose target (in whichever thread) is deleted: `dead`. */
export const FarCite = FarPost.extend({ dead: z.boolean() });
export type FarCite = z.infer<typeof FarCite>;

/** A post as readers see it. `bodyVersion` rises when what is drawn inside it changes, `version` also when its backlinks do; both are versions of its thread. */
export const LivePost = z.object({
  gone: z.literal(false),
  no: PostNo,
  version: Version,
  bodyVersion: Version,
  createdAt: z.iso.datetime(),
  subject: z.string(),
  /** The name that the poster gave, '' for none: readers are told in their language. */
  name: z.string().default(''),
  /** What proves that posts of a name are of one person: `!…` (classic), `!!…` (secure), both behind one another, or ''. */
  trip: z.string().default(''),
  sage: z.boolean(),
  body: Body,
  files: z.array(PostedFile),
  /** Whether its pictures are covered until somebody wants to see them. */
  spoiler: z.boolean().default(false),
  /** Whether files that it once had were taken off it. */
  filesGone: z.boolean().default(false),
  /** Numbers this post cites that live in its own thread. A cite that is neither here nor in `farCites` is plain text. */
  cites: z.array(PostNo),
  farCites: z.array(FarCite).default([]),
  /** Numbers of living posts of this thread that cite this one, ascending. */
  backlinks: z.array(PostNo),
  /** Living posts beyond this thread that cite this one, oldest first. */
  farBacklinks: z.array(FarPost).default([]),
});
export type LivePost = z.infer<typeof LivePost>;

/** What is left of a deleted post: its number and when it went. */
export const Tombstone = z.object({ gone: z.literal(true), no: PostNo, version: Version });
export type Tombstone = z.infer<typeof Tombstone>;

export const PostView = z.discriminatedUnion('gone', [LivePost, Tombstone]);
export type PostView = z.infer<typeof PostView>;
