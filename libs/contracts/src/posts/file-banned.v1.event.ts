import { z } from 'zod';
import { defineEvent } from '../define.js';
import { Sha } from '../names.js';

/** No copy of this content may be kept. Whether that is so still is asked with `rpc.posts.file.known` at the moment of deleting. */
export const FileBannedV1 = defineEvent({
  type: 'posts.file.banned.v1',
  data: z.object({ sha: Sha }),
  keys: () => [],
});
export type FileBannedV1 = z.infer<typeof FileBannedV1.data>;
