import { ObjectNotFound, StoreUnavailable } from './object-store.js';

const MISSING = new Set(['NotFound', 'NoSuchKey']);
const REFUSED = new Set([
  'AccessDenied',
  'SignatureDoesNotMatch',
  'InvalidAccessKeyId',
  'RequestTimeTooSkewed',
  'InvalidBucketName',
]);
const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was cut',
  ENOTFOUND: 'no machine of that name is known',
  EAI_AGAIN: 'the name cannot be looked up now',
  EHOSTUNREACH: 'no way there',
  ENETUNREACH: 'no way there',
  ETIMEDOUT: 'no answer',
};

/** The word by which S3, or the network, calls what went wrong; '' when it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** Whether the store says no to these keys or to this bucket, which waiting does not change. */
export function isRefusal(error: unknown): boolean {
  return REFUSED.has(codeOf(error)) || (error instanceof Error && error.name === 'InvalidBucketNameError');
}

/** An answer of the store, or the want of one, in the words of the port. The caller's own mistakes stay what they are. */
export function asStoreError(error: unknown, name: string): unknown {
  const code = codeOf(error);
  if (MISSING.has(code)) return new ObjectNotFound(name);
  if (code === 'InvalidRange') return new RangeError(`${name} has no such bytes`);
  if (error instanceof TypeError || error instanceof RangeError) return error;
  if (error instanceof ObjectNotFound || error instanceof StoreUnavailable) return error;
  return new StoreUnavailable(
    WORDS[code] ?? (code || String(error instanceof Error ? error.message : error)),
    {
      cause: error,
    },
  );
}
