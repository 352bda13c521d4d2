import { z } from 'zod';
import { defineEvent } from '../define.js';
import { BoardSlug, Epoch, PostNo, Version } from '../names.js';

/**
 * A thread moved to `version` and its board to `boardVersion`. `gone` names posts that must not be shown any more as
 * they were before `version` (deleted, or a file was taken off them), so that what is cached of them goes at once
 * without asking anybody; the thread's own number means all of it.
 */
export const ThreadChangedV1 = defineEvent({
  type: 'posts.thread.changed.v1',
  data: z.object({
    epoch: Epoch,
    board: BoardSlug,
    thread: PostNo,
    version: Version,
    boardVersion: Version,
    gone: z.array(PostNo),
  }),
  keys: (data) => [data.board, String(data.thread)],
});
export type ThreadChangedV1 = z.infer<typeof ThreadChangedV1.data>;
