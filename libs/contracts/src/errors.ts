import { z } from 'zod';
import { REASONS, type Reason } from './reasons.js';

/** The closed list that alone decides HTTP status and retry. */
export const ErrorKind = z.enum([
  'invalid',
  'forbidden',
  'not_found',
  'conflict',
  'gone',
  'too_large',
  'unsupported',
  'rate_limited',
  'internal',
  'unavailable',
  'timeout',
]);
export type ErrorKind = z.infer<typeof ErrorKind>;

/** Facts beside a reason, for the sentence a person reads: numbers, short words, never text of a post. */
export const ErrorDetails = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
export type ErrorDetails = z.infer<typeof ErrorDetails>;

/** How an error crosses NATS. `reason` is a stable word; `message` is for people and may change; `incident` is only on `internal`. */
export const ErrorWire = z.object({
  kind: ErrorKind,
  reason: z.string(),
  message: z.string(),
  details: ErrorDetails.optional(),
  incident: z.string().optional(),
});
export type ErrorWire = z.infer<typeof ErrorWire>;

/** A refusal that the caller is meant to understand. Its kind follows from its reason (see `REASONS`). */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly kind: ErrorKind;

  constructor(
    readonly reason: Reason,
    readonly details?: ErrorDetails,
    options?: ErrorOptions & { message?: string; incident?: string },
  ) {
    super(options?.message ?? REASONS[reason].message, options);
    this.kind = REASONS[reason].kind;
    this.incident = options?.incident;
  }

  /** The word under which the log of the failing service has the cause. */
  readonly incident?: string | undefined;

  toWire(): ErrorWire {
    return {
      kind: this.kind,
      reason: this.reason,
      message: this.message,
      ...(this.details && { details: this.details }),
      ...(this.incident && { incident: this.incident }),
    };
  }
}
