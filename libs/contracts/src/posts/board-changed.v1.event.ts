import { z } from 'zod';
import { defineEvent } from '../define.js';
import { BoardSlug, Epoch, Version } from '../names.js';

/**
 * A board moved to `version` by something that is no change of a thread: it was opened or closed, its settings changed,
 * or those of the site. All its pages look different from then on, those of threads too. `removed`: there are none any more.
 */
export const BoardChangedV1 = defineEvent({
  type: 'posts.board.changed.v1',
  data: z.object({
    epoch: Epoch,
    board: BoardSlug,
    version: Version,
    removed: z.boolean().optional(),
  }),
  keys: (data) => [data.board],
});
export type BoardChangedV1 = z.infer<typeof BoardChangedV1.data>;
