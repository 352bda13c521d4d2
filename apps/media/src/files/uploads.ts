import { createHash } from 'node:crypto';
import { DomainError } from '@board/contracts';
import { ObjectNotFound, type ObjectStore } from '@board/storage';
import { broken } from './file-refusal.js';

/** What the gateway said of an upload. */
export interface Upload {
  key: string;
  sha: string;
  bytes: number;
}

/** The name under which the gateway puts an upload. */
export function incomingName(key: string): string {
  return `incoming/${key}`;
}

/**
 * The bytes of an upload, no more of them read than it has. Throws `FileRefusal` when it is not what the gateway hashed,
 * `store_unavailable` when it is not there (any more): sending it again helps.
 */
export async function fetchUpload(store: ObjectStore, upload: Upload): Promise<Buffer> {
  const source = await store.get(incomingName(upload.key)).catch((error: unknown) => {
    if (!(error instanceof ObjectNotFound)) throw error;
    throw new DomainError('store_unavailable', undefined, {
      cause: error,
      message: 'The upload is not in the store',
    });
  });
  const chunks: Buffer[] = [];
  const hash = createHash('sha256');
  let left = upload.bytes;
  for await (const chunk of source as AsyncIterable<Buffer>) {
    left -= chunk.length;
    if (left < 0) throw broken();
    hash.update(chunk);
    chunks.push(chunk);
  }
  if (left !== 0 || hash.digest('hex') !== upload.sha) throw broken();
  return Buffer.concat(chunks);
}
