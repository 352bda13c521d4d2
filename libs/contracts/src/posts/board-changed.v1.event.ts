import { z } from 'zod';
import { defineEvent } from '../define.js';
import { BoardSlug, Epoch, Version } from '../names.js';

/** A board moved to `version` by something that is no change of a thread: it was opened, or its settings changed. */
export const BoardChangedV1 = defineEvent({
  type: 'posts.board.changed.v1',
  data: z.object({ epoch: Epoch, board: BoardSlug, version: Version }),
  keys: (data) => [data.board],
});
export type BoardChangedV1 = z.infer<typeof BoardChangedV1.data>;
