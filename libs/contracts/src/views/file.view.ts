import { z } from 'zod';
import { FileName, OriginalName, Sha, ThumbName } from '../names.js';

export const FileMime = z.enum([
  'image/jpeg',
  'image/png',
  'image/gif',
  'image/webp',
  'image/avif',
  'video/webm',
  'video/mp4',
]);
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
  /** A picture of more than one frame. */
  animated: z.boolean().optional(),
  /** Of a video: whether it has sound. */
  audio: z.boolean().optional(),
  thumb: z.object({
    name: ThumbName,
    width: z.number().int().positive(),
    height: z.number().int().positive(),
  }),
});
export type FileView = z.infer<typeof FileView>;

/** A file as one post shows it: another post may show the same under another name. */
export const PostedFile = FileView.extend({ originalName: OriginalName.optional() });
export type PostedFile = z.infer<typeof PostedFile>;
