import { openDiskStore } from './disk.store.js';
import type { ObjectStore } from './object-store.js';
import type { StoreConfig } from './store.config.js';

const S3_KEYS = ['S3_BUCKET', 'S3_ACCESS_KEY', 'S3_SECRET_KEY'] as const;

/**
 * The store that the configuration names: the bucket when `S3_ENDPOINT` is set, else the folder. Makes either if it is
 * not there. A bucket that does not answer now is opened all the same and answers `StoreUnavailable` until it does;
 * a refused key, or a configuration with parts missing, is an error at once.
 */
export async function openStore(config: StoreConfig): Promise<ObjectStore> {
  const { S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY, S3_SECRET_KEY, S3_REGION, STORE_DIR } = config;
  if (S3_ENDPOINT === undefined) {
    if (STORE_DIR === undefined) throw new Error('Set STORE_DIR, or S3_ENDPOINT with the other S3_ keys');
    return openDiskStore(STORE_DIR);
  }
  if (S3_BUCKET === undefined || S3_ACCESS_KEY === undefined || S3_SECRET_KEY === undefined) {
    const missing = S3_KEYS.filter((key) => config[key] === undefined);
    throw new Error(`S3_ENDPOINT is set, but not ${missing.join(', ')}`);
  }
  // Loaded when it is needed: the client costs 16 MB in every process.
  const { openS3Store } = await import('./s3.store.js');
  return openS3Store({
    endpoint: S3_ENDPOINT,
    bucket: S3_BUCKET,
    accessKey: S3_ACCESS_KEY,
    secretKey: S3_SECRET_KEY,
    region: S3_REGION,
  });
}

/** The store that the configuration names, in words: where it is. */
export function nameOfStore({ S3_ENDPOINT, STORE_DIR }: StoreConfig): string {
  return S3_ENDPOINT === undefined
    ? `the object store in ${STORE_DIR}`
    : `the object store at ${S3_ENDPOINT}`;
}
