import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
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
 * Copies an upload into a file, reading no more than its size. Throws `FileRefusal` when it is not what the gateway
 * hashed, `store_unavailable` when it is not there (any more): sending it again helps.
 */
export async function fetchUpload(store: ObjectStore, upload: Upload, file: string): Promise<void> {
  const hash = createHash('sha256');
  let bytes = 0;
  const check = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      hash.update(chunk);
      done(bytes > upload.bytes ? broken() : null, chunk);
    },
  });
  const source = await store.get(incomingName(upload.key)).catch((error: unknown) => {
    if (!(error instanceof ObjectNotFound)) throw error;
    throw new DomainError('store_unavailable', undefined, {
      cause: error,
      message: 'The upload is not in the store',
    });
  });
  await pipeline(source, check, createWriteStream(file, { flags: 'wx', mode: 0o600 }));
  if (bytes !== upload.bytes || hash.digest('hex') !== upload.sha) throw broken();
}
