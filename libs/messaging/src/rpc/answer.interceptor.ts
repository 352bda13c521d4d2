import { type CallHandler, type ExecutionContext, Logger, type NestInterceptor } from '@nestjs/common';
import { DomainError, type RpcContract } from '@board/contracts';
import { map, type Observable } from 'rxjs';

/** Nothing leaves a service that its contract does not promise: fields it does not name are dropped, the rest is checked. */
export class AnswerInterceptor implements NestInterceptor {
  private readonly log = new Logger(AnswerInterceptor.name);

  constructor(private readonly contract: RpcContract) {}

  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((answer) => this.check(answer)));
  }

  private check(answer: unknown): unknown {
    const result = this.contract.output.safeParse(answer);
    if (result.success) return result.data;
    const issues = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.code}`);
    this.log.error(
      `${this.contract.subject} answered outside its contract: ${issues.slice(0, 10).join('; ')}`,
    );
    throw new DomainError('output_invalid');
  }
}
