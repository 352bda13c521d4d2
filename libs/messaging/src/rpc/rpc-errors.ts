import { DomainError, ErrorWire, isReason } from '@board/contracts';
import { errors, type Msg } from '@nats-io/nats-core';
import { z } from 'zod';

const Answer = z.object({ response: z.unknown().optional(), err: z.unknown().optional() });

/** The owner's answer. Throws its refusal as a DomainError; what is no answer, as it comes. */
export function readAnswer(message: Msg): unknown {
  const answer = Answer.parse(message.json());
  if (answer.err !== undefined) throw fromWire(answer.err);
  return answer.response;
}

/** What ended a call, as all callers know it: `timeout`, `unavailable`, `input_invalid`, or what the owner said. */
export function knownRpcError(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  if (error instanceof errors.TimeoutError) return new DomainError('timeout', undefined, { cause: error });
  if (isNobody(error)) return new DomainError('unavailable', undefined, { cause: error });
  if (error instanceof errors.InvalidArgumentError) {
    return new DomainError('input_invalid', { issues: error.message }, { cause: error });
  }
  if (error instanceof SyntaxError || error instanceof z.ZodError)
    return new DomainError('internal', undefined, { cause: error });
  return new DomainError('unavailable', undefined, { cause: error });
}

/** Whether the same call may succeed a moment later. */
export function isPassing(error: DomainError): boolean {
  return error.kind === 'unavailable' || error.kind === 'timeout';
}

export function isNobody(error: unknown): boolean {
  if (error instanceof errors.RequestError) return error.isNoResponders();
  return error instanceof errors.NoRespondersError;
}

/** A reason that this side does not know yet keeps its kind where a reason is called as its kind, and is `internal` otherwise. */
function fromWire(value: unknown): DomainError {
  const wire = ErrorWire.safeParse(value);
  if (!wire.success) return new DomainError('internal');
  const { reason, kind, message, details, incident } = wire.data;
  const known = isReason(reason) ? reason : isReason(kind) ? kind : 'internal';
  return new DomainError(known, details, { message, ...(incident && { incident }) });
}
