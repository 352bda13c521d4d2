import { z } from 'zod';
import { defineEvent } from '../define.js';
import { FileName } from '../names.js';

/** No post shows this stored file any more. Whether it may go is asked with `rpc.posts.file.known` at the moment of going. */
export const FileReleasedV1 = defineEvent({
  type: 'posts.file.released.v1',
  data: z.object({ name: FileName }),
  keys: () => [],
});
export type FileReleasedV1 = z.infer<typeof FileReleasedV1.data>;
