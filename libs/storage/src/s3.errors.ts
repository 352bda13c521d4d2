import { ObjectNotFound, StoreUnavailable } from './object-store.js';

const MISSING = new Set(['NotFound', 'NoSuchKey']);
const REFUSED = new Set([
  'AccessDenied',
  'SignatureDoesNotMatch',
  'InvalidAccessKeyId',
  'RequestTimeTooSkewed',
]);

/** The word by which S3, or the network, calls what went wrong; '' when it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

export function isRefusal(error: unknown): boolean {
  return REFUSED.has(codeOf(error));
}

/** An answer of the store, or the want of one, in the words of the port. The caller's own mistakes stay what they are. */
export function asStoreError(error: unknown, name: string): unknown {
  const code = codeOf(error);
  if (MISSING.has(code)) return new ObjectNotFound(name);
  if (code === 'InvalidRange') return new RangeError(`${name} has no such bytes`);
  if (error instanceof TypeError || error instanceof RangeError) return error;
  if (error instanceof ObjectNotFound || error instanceof StoreUnavailable) return error;
  return new StoreUnavailable(code || String(error instanceof Error ? error.message : error), {
    cause: error,
  });
}
