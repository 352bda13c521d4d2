import { z } from 'zod';
import { defineEvent } from '../define.js';

/**
 * A post came or went that has to do with other threads than its own: it cites beyond its thread, is cited from beyond
 * it, or its thread may push another one off the board. For posts itself, which does what follows, thread by thread.
 */
export const PostChangedV1 = defineEvent({
  type: 'posts.post.changed.v1',
  data: z.object({ postId: z.number().int().positive() }),
  keys: () => [],
});
export type PostChangedV1 = z.infer<typeof PostChangedV1.data>;
