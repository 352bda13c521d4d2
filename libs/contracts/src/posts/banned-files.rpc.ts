import { z } from 'zod';
import { defineRpc } from '../define.js';
import { Sha } from '../names.js';
import { By } from './write.rpc.js';

/**
 * Refuses a content (SHA-256 of the uploaded bytes) from now on, takes it off every post that shows it, and has all its
 * copies deleted, also those kept in the trash. `posts`: how many posts it was taken off. Repeating it finishes what was
 * cut short.
 */
export const PurgeFile = defineRpc({
  subject: 'rpc.posts.file.purge',
  input: z.object({ sha: Sha, by: By }),
  output: z.object({ posts: z.number().int().nonnegative() }),
  reasons: [],
  timeoutMs: 30_000,
  idempotent: true,
});

/** Lets a content be posted again. What was deleted stays so. `banned`: whether it was banned until now. */
export const UnbanFile = defineRpc({
  subject: 'rpc.posts.file.unban',
  input: z.object({ sha: Sha, by: By }),
  output: z.object({ banned: z.boolean() }),
  reasons: [],
  timeoutMs: 5_000,
  idempotent: true,
});
