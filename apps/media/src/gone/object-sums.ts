import type { ObjectSum } from '@board/contracts';
import type { ListedObject } from '@board/storage';

/** Adds an object to a sum. */
export function count(sum: ObjectSum, { bytes }: Pick<ListedObject, 'bytes'>): void {
  sum.count += 1;
  sum.bytes += bytes;
}

export const nothing = (): ObjectSum => ({ count: 0, bytes: 0 });

/** `3 (1.2 MB)`, for a line of the log. */
export function sumText({ count: objects, bytes }: ObjectSum): string {
  return `${objects} (${(bytes / 1e6).toFixed(1)} MB)`;
}
