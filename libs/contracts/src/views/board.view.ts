import { z } from 'zod';
import { BoardSlug, Epoch, Version } from '../names.js';

/**
 * What a board allows: its settings, each described for those who set them. Sizes in bytes, times in milliseconds. The
 * greatest values are those of a post's contract and of one message.
 */
export const BoardLimits = z.object({
  textChars: z.number().int().positive().max(50_000).describe('characters of a text at most'),
  subjectChars: z.number().int().positive().max(500).describe('characters of a subject at most'),
  files: z.number().int().nonnegative().max(20).describe('files of a post at most; 0: text alone'),
  fileBytes: z.number().int().positive().describe('bytes of a file at most'),
  videoMs: z.number().int().positive().describe('milliseconds of a video at most'),
  bumpLimit: z.number().int().positive().describe('replies after which a thread is no longer bumped'),
  names: z.boolean().default(true).describe('whether people may give a name; false: everybody is anonymous'),
  threads: z
    .number()
    .int()
    .positive()
    .default(150)
    .describe('threads at most; what is beyond goes into the archive'),
});
export type BoardLimits = z.infer<typeof BoardLimits>;

export const BoardView = z.object({
  slug: BoardSlug,
  title: z.string(),
  description: z.string(),
  version: Version,
  threads: z.number().int().nonnegative(),
  /** Number of the newest post: how many were ever made here. */
  lastNo: z.number().int().nonnegative(),
  lastPostAt: z.iso.datetime().nullable(),
  limits: BoardLimits,
});
export type BoardView = z.infer<typeof BoardView>;

/** All boards, by slug. `version` is the sum of the boards' versions: it grows whenever one of them does. */
export const BoardsView = z.object({ epoch: Epoch, version: Version, boards: z.array(BoardView) });
export type BoardsView = z.infer<typeof BoardsView>;
