import { z } from 'zod';
import { BoardSlug, Epoch, Version } from '../names.js';

/** What a board allows. Sizes in bytes, times in milliseconds. */
export const BoardLimits = z.object({
  textChars: z.number().int().positive(),
  subjectChars: z.number().int().positive(),
  files: z.number().int().nonnegative(),
  fileBytes: z.number().int().positive(),
  videoMs: z.number().int().positive(),
  /** Replies after which a thread is no longer bumped. */
  bumpLimit: z.number().int().positive(),
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
