import { z } from 'zod';
import { PostNo, Version } from '../names.js';
import { Body } from './body.view.js';
import { FileView } from './file.view.js';

/** A post as readers see it. `bodyVersion` rises when what is drawn inside it changes, `version` also when its backlinks do; both are versions of its thread. */
export const LivePost = z.object({
  gone: z.literal(false),
  no: PostNo,
  version: Version,
  bodyVersion: Version,
  createdAt: z.iso.datetime(),
  subject: z.string(),
  sage: z.boolean(),
  body: Body,
  files: z.array(FileView),
  /** Whether files that it once had were taken off it. */
  filesGone: z.boolean().default(false),
  /** Numbers this post cites that live in its own thread: those cites are links, the others plain text. */
  cites: z.array(PostNo),
  /** Numbers of living posts of this thread that cite this one, ascending. */
  backlinks: z.array(PostNo),
});
export type LivePost = z.infer<typeof LivePost>;

/** What is left of a deleted post: its number and when it went. */
export const Tombstone = z.object({ gone: z.literal(true), no: PostNo, version: Version });
export type Tombstone = z.infer<typeof Tombstone>;

export const PostView = z.discriminatedUnion('gone', [LivePost, Tombstone]);
export type PostView = z.infer<typeof PostView>;
