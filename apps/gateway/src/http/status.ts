import { DomainError, type ErrorKind, type Reason } from '@board/contracts';

const BY_KIND: Record<ErrorKind, number> = {
  invalid: 422,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  too_large: 413,
  unsupported: 415,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
  timeout: 504,
};

/** What HTTP itself has a word for: a request that could not be read at all, or a method. */
const BY_REASON: Partial<Record<Reason, number>> = {
  form_broken: 400,
  form_invalid: 400,
  input_invalid: 400,
  method_not_allowed: 405,
};

/** The HTTP status of a refusal. */
export function statusOf(error: DomainError): number {
  return BY_REASON[error.reason] ?? BY_KIND[error.kind];
}

/** Seconds after which asking again makes sense, for `Retry-After`; undefined when it never does. */
export function retryAfter(error: DomainError): number | undefined {
  const retryMs = error.details?.['retryMs'];
  if (typeof retryMs === 'number') return Math.max(1, Math.ceil(retryMs / 1000));
  return error.kind === 'unavailable' || error.kind === 'timeout' || error.kind === 'rate_limited'
    ? 5
    : undefined;
}
