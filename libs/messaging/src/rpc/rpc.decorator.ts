import { applyDecorators, type PipeTransform, UseFilters, UseInterceptors } from '@nestjs/common';
import { MessagePattern, Payload, Transport } from '@nestjs/microservices';
import { DomainError, type RpcContract } from '@board/contracts';
import { AnswerInterceptor } from './answer.interceptor.js';
import { RpcErrorFilter } from './rpc-error.filter.js';

/**
 * Makes a controller's method the answer to a contract, on `contract.subject` (and `.suffix`, when given). All
 * replicas of the service share the questions. What it returns is validated against the contract; a DomainError
 * that it throws reaches the caller as it is, any other error as `internal` with an incident.
 *
 * @example
 * @Controller()
 * export class CreatePostHandler {
 *   @Rpc(CreatePost)
 *   async create(@Input(CreatePost) input: z.output<typeof CreatePost.input>): Promise<PostAnswer> { … }
 * }
 */
export function Rpc(contract: RpcContract, suffix?: string): MethodDecorator {
  const subject = suffix ? `${contract.subject}.${suffix}` : contract.subject;
  return applyDecorators(
    MessagePattern(subject, Transport.NATS, { method: contract.subject }),
    UseInterceptors(new AnswerInterceptor(contract)),
    UseFilters(new RpcErrorFilter()),
  );
}

/** The validated input of a contract. Throws `input_invalid`, naming the fields and never their values. */
export function Input(contract: RpcContract): ParameterDecorator {
  return Payload(new InputPipe(contract));
}

class InputPipe implements PipeTransform {
  constructor(private readonly contract: RpcContract) {}

  transform(value: unknown): unknown {
    const result = this.contract.input.safeParse(value);
    if (result.success) return result.data;
    const issues = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.code}`);
    throw new DomainError('input_invalid', { issues: issues.slice(0, 5).join('; ') });
  }
}
