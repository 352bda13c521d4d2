import { z } from 'zod';
import { defineRpc } from '../define.js';

/** How many objects, and how many bytes they have. */
export const ObjectSum = z.object({
  count: z.number().int().nonnegative(),
  bytes: z.number().int().nonnegative(),
});
export type ObjectSum = z.infer<typeof ObjectSum>;

/** What a sweep of the store found and did. */
export const SweepReport = z.object({
  files: ObjectSum,
  /** Files past their grace that the database has never heard of. */
  unknown: ObjectSum,
  /** Thumbnails past their grace without a file. */
  orphans: ObjectSum,
  /** Whether these are so many that somebody has to say that they may go: nothing was removed. */
  stopped: z.boolean(),
  /** Put into the trash. */
  trashed: ObjectSum,
  /** Brought back from the trash, since a post shows them. */
  restored: ObjectSum,
  /** Erased for good. */
  erased: ObjectSum,
});
export type SweepReport = z.infer<typeof SweepReport>;

/**
 * Sweeps the store now. `dryRun`: only looks. `accept`: also takes more than a sweep takes by itself.
 * `store_foreign`: the store is another board's.
 */
export const SweepStore = defineRpc({
  subject: 'rpc.media.store.sweep',
  input: z.object({ dryRun: z.boolean(), accept: z.boolean() }),
  output: SweepReport,
  reasons: ['store_foreign', 'store_unavailable'],
  timeoutMs: 120_000,
  idempotent: false,
});
