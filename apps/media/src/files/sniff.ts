import { FileMime } from '@board/contracts';
import { fileTypeFromBuffer } from 'file-type';
import { FileRefusal } from './file-refusal.js';

/** Enough of a file's beginning to tell what it is. */
export const HEAD_BYTES = 4_100;

/**
 * What a file is by its first bytes, never by its name or what the sender says. Throws `FileRefusal` `file_type` with
 * what was found for all that the house does not take.
 */
export async function sniff(head: Buffer): Promise<FileMime> {
  const found = (await fileTypeFromBuffer(head))?.mime ?? 'unknown';
  // A moving PNG is a PNG; that it moves is said when its frames are counted.
  const mime = FileMime.safeParse(found === 'image/apng' ? 'image/png' : found);
  if (!mime.success) throw new FileRefusal('file_type', { found });
  return mime.data;
}
