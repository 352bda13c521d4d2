import { applyDecorators, type PipeTransform, UseFilters } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { EventEnvelope, type EventContract } from '@board/contracts';
import { type z } from 'zod';
import { ErrorPassFilter } from './error-pass.filter.js';

/** Names the transport of durable events, so that `@Rpc` and `@On` handlers may share a controller. */
export const JETSTREAM = Symbol('jetstream');

export interface OnOptions {
  /** `<service>-<purpose>`: the consumer's name, common to all replicas. */
  durable: string;
  /** How many events one replica handles at a time; 4 otherwise. They may overtake each other whatever this is. */
  concurrency?: number;
}

/** What `@Event(contract)` gives. */
export type EventOf<C extends EventContract> = Omit<EventEnvelope, 'data'> & { data: z.output<C['data']> };

/** The handler's part of the decorator, as the transport reads it. */
export interface OnExtras extends Required<OnOptions> {
  contract: EventContract;
}

/**
 * Makes a controller's method hear every event of a contract, each at least once, shared among the replicas. An event
 * is done when the method returns. When it throws, the event comes back after 1, 5, 30 and 120 s, and the fifth failure
 * sends it to `dead.<durable>`; one that cannot be read goes there at once. A DomainError of kind `unavailable` or
 * `timeout` means that something the handler needs is down: then the event comes back for as long as it takes.
 * Handlers must not mind hearing an event twice, or late.
 *
 * @example
 * @Controller()
 * export class ReleasedFilesListener {
 *   @On(FileReleasedV1, { durable: 'media-released-files' })
 *   async delete(@Event(FileReleasedV1) event: EventOf<typeof FileReleasedV1>): Promise<void> { … event.data.name … }
 * }
 */
export function On(contract: EventContract, options: OnOptions): MethodDecorator {
  const extras: OnExtras = { contract, durable: options.durable, concurrency: options.concurrency ?? 4 };
  return applyDecorators(
    EventPattern<string>(options.durable, JETSTREAM, extras),
    UseFilters(new ErrorPassFilter()),
  );
}

/** The envelope, with `data` as the contract describes it. */
export function Event(contract: EventContract): ParameterDecorator {
  return Payload(new EventPipe(contract));
}

/** An event that this version of the service cannot read, and never will. */
export class UnreadableEvent extends Error {
  override readonly name = 'UnreadableEvent';
}

class EventPipe implements PipeTransform {
  constructor(private readonly contract: EventContract) {}

  transform(value: unknown): unknown {
    const envelope = EventEnvelope.safeParse(value);
    if (!envelope.success) throw new UnreadableEvent(`no envelope: ${places(envelope.error)}`);
    if (envelope.data.type !== this.contract.type) throw new UnreadableEvent(`type ${envelope.data.type}`);
    const data = this.contract.data.safeParse(envelope.data.data);
    if (!data.success) throw new UnreadableEvent(`data: ${places(data.error)}`);
    return { ...envelope.data, data: data.data };
  }
}

/** Where and what is wrong, without the values. */
function places(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.')} ${issue.code}`).join(', ');
}
