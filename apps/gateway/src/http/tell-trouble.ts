import type { DomainError } from '@board/contracts';
import type { Logger } from '@nestjs/common';

/**
 * Writes down a refusal that is our trouble and not the visitor's: an incident with its stack, or which part did not
 * answer. What that part itself refused with has no cause here, for it is in its own log.
 */
export function tellTrouble(log: Logger, what: string, error: DomainError): void {
  const cause = error.cause instanceof Error ? error.cause : undefined;
  if (error.kind === 'internal') log.error(`${what}, incident ${error.incident ?? 'unknown'}`, cause?.stack);
  else if (cause && (error.kind === 'unavailable' || error.kind === 'timeout'))
    log.warn(`${what}, ${error.reason}: ${cause.message}`);
}
