import {
  type CustomTransportStrategy,
  type MessageHandler,
  NatsContext,
  Server,
} from '@nestjs/microservices';
import type { Histogram } from 'prom-client';
import { lastValueFrom } from 'rxjs';
import type { Nats } from '../connection/nats.js';
import { DurableConsumer } from './durable.consumer.js';
import { JETSTREAM, type OnExtras } from './on.decorator.js';

/** Nest's side of durable events: finds the `@On` handlers and gives each its consumer. */
export class JetStreamServer extends Server implements CustomTransportStrategy {
  override readonly transportId = JETSTREAM;
  override readonly propagatesEventHandlerErrors = true;
  private readonly consumers: DurableConsumer[] = [];

  constructor(
    private readonly nats: Nats,
    private readonly deliveries: Histogram<'consumer' | 'outcome'>,
  ) {
    super();
  }

  /** Returns at once: a consumer waits by itself until its stream is there. */
  listen(callback: () => void): void {
    for (const handler of this.messageHandlers.values()) {
      if (handler.next)
        throw new Error(`Two handlers have the durable ${(handler.extras as OnExtras).durable}`);
      const consumer = new DurableConsumer(
        this.nats,
        handler.extras as OnExtras,
        (event, context) => this.handle(handler, event, context),
        this.deliveries,
      );
      consumer.start();
      this.consumers.push(consumer);
    }
    callback();
  }

  /** Takes no more events and returns when those in hand are done. */
  async close(): Promise<void> {
    await Promise.all(this.consumers.map((consumer) => consumer.stop()));
  }

  on(): never {
    throw new Error('Connection events are told by Nats');
  }

  unwrap<T>(): T {
    return this.nats.connection as T;
  }

  private async handle(handler: MessageHandler, event: unknown, context: NatsContext): Promise<void> {
    await lastValueFrom(this.transformToObservable(await handler(event, context)), { defaultValue: null });
  }
}
