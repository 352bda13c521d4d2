import { z } from 'zod';
import { defineEvent } from '../define.js';
import { FileName } from '../names.js';

/** A post that was in the trash shows this stored file again: it is to be brought back to where readers find it. */
export const FileRestoredV1 = defineEvent({
  type: 'posts.file.restored.v1',
  data: z.object({ name: FileName }),
  keys: () => [],
});
export type FileRestoredV1 = z.infer<typeof FileRestoredV1.data>;
