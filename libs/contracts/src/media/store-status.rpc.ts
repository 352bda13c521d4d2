import { z } from 'zod';
import { defineRpc } from '../define.js';

/**
 * How media and its store are. `freeBytes`: of the disk, null where the store is none. `trashKeepMs`: how long files of
 * deleted posts are kept. `sweep`: the last one of the replica that answers, null before its first.
 */
export const GetStoreStatus = defineRpc({
  subject: 'rpc.media.store.status',
  input: z.object({}),
  output: z.object({
    driver: z.enum(['disk', 's3']),
    place: z.string(),
    freeBytes: z.number().int().nonnegative().nullable(),
    trashKeepMs: z.number().int().nonnegative(),
    upMs: z.number().int().nonnegative(),
    sweep: z.object({ at: z.iso.datetime(), outcome: z.string() }).nullable(),
  }),
  reasons: [],
  timeoutMs: 2_000,
  idempotent: false,
});
