import { z } from 'zod';
import { BoardSlug, Epoch, Version } from '../names.js';
import { SiteView } from './site.view.js';

/**
 * What a board allows. Sizes in bytes, times in milliseconds. What may be set is in `BoardSettings`; a board that was
 * set before those bounds were drawn is read all the same.
 */
export const BoardLimits = z.object({
  textChars: z.number(),
  subjectChars: z.number(),
  files: z.number(),
  fileBytes: z.number(),
  videoMs: z.number(),
  bumpLimit: z.number(),
  names: z.boolean().default(true),
  threads: z.number().default(150),
});
export type BoardLimits = z.infer<typeof BoardLimits>;

export const BoardView = z.object({
  slug: BoardSlug,
  title: z.string(),
  description: z.string(),
  /** Its place in lists of boards, the lowest first; of equal ones the slug decides. */
  order: z.number().int().default(100),
  /** Whether nobody may post: it is read as ever. */
  closed: z.boolean().default(false),
  version: Version,
  threads: z.number().int().nonnegative(),
  /** Number of the newest post: how many were ever made here. */
  lastNo: z.number().int().nonnegative(),
  lastPostAt: z.iso.datetime().nullable(),
  limits: BoardLimits,
});
export type BoardView = z.infer<typeof BoardView>;

/** A board that was taken away and can be brought back. */
export const RemovedBoard = z.object({ slug: BoardSlug, title: z.string(), removedAt: z.iso.datetime() });
export type RemovedBoard = z.infer<typeof RemovedBoard>;

/**
 * All boards in their order. `version` is the sum of the site's version and those of all boards, removed ones too: it
 * grows whenever one of them does, and never falls.
 */
export const BoardsView = z.object({
  epoch: Epoch,
  version: Version,
  boards: z.array(BoardView),
  /** Owners of before do not tell it. */
  site: SiteView.optional(),
  /** Only where they were asked for. */
  removed: z.array(RemovedBoard).optional(),
});
export type BoardsView = z.infer<typeof BoardsView>;
