import type { FileMime } from '@board/contracts';

/** What the name of a stored file ends with. */
export const EXTENSIONS: Readonly<Record<FileMime, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/avif': 'avif',
  'video/webm': 'webm',
  'video/mp4': 'mp4',
};
