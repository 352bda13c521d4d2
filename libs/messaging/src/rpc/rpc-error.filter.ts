import { Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { DomainError } from '@board/contracts';
import { type Observable, throwError } from 'rxjs';

/** The one writer of `ErrorWire`. What is no DomainError crosses as `internal`; its stack stays in the log, under the incident. */
@Catch()
export class RpcErrorFilter implements ExceptionFilter {
  private readonly log = new Logger('Rpc');

  catch(error: unknown): Observable<never> {
    return throwError(() => this.known(error).toWire());
  }

  private known(error: unknown): DomainError {
    if (error instanceof DomainError && error.kind !== 'internal') return error;
    if (error instanceof DomainError && error.incident) return error;
    const incident = randomBytes(4).toString('hex');
    const stack = error instanceof Error ? error.stack : undefined;
    this.log.error(`Incident ${incident}: ${error instanceof Error ? error.message : String(error)}`, stack);
    return new DomainError(error instanceof DomainError ? error.reason : 'internal', undefined, { incident });
  }
}
