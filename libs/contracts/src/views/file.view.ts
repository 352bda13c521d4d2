import { z } from 'zod';
import { FileName, Sha, ThumbName } from '../names.js';

export const FileMime = z.enum(['image/jpeg', 'image/png', 'image/webp', 'video/webm']);
export type FileMime = z.infer<typeof FileMime>;

/** A stored, cleaned file. `sha` is of the bytes as uploaded; width, height (pixels, orientation applied), bytes are of what is served. */
export const FileView = z.object({
  name: FileName,
  sha: Sha,
  mime: FileMime,
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  durationMs: z.number().int().nonnegative().optional(),
  bytes: z.number().int().positive(),
  thumb: z.object({
    name: ThumbName,
    width: z.number().int().positive(),
    height: z.number().int().positive(),
  }),
});
export type FileView = z.infer<typeof FileView>;
