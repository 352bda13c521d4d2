import {
  type CustomTransportStrategy,
  type MessageHandler,
  NatsContext,
  Server,
  Transport,
} from '@nestjs/microservices';
import type { Msg, Subscription } from '@nats-io/nats-core';
import { DomainError, ErrorWire } from '@board/contracts';
import type { Histogram } from 'prom-client';
import { lastValueFrom } from 'rxjs';
import { z } from 'zod';
import { contextHooks } from '../connection/context.hooks.js';
import { incoming } from '../connection/headers.js';
import type { Nats } from '../connection/nats.js';

/** Nest's own way of writing a question; the answer is `{ id, response | err, isDisposed: true }`. */
const Question = z.object({ id: z.string(), data: z.unknown().optional() });

/**
 * Answers contracts over the process's own connection. Nest's NATS server would open a second one, and on shutdown
 * either drops what is in hand or always sleeps its whole period: this one takes no more, finishes, and is done.
 */
export class RpcServer extends Server implements CustomTransportStrategy {
  override readonly transportId = Transport.NATS;
  private readonly subscriptions: Subscription[] = [];
  private readonly inHand = new Set<Promise<void>>();
  private readonly stopping = new AbortController();

  constructor(
    private readonly nats: Nats,
    private readonly service: string,
    private readonly calls: Histogram<'method' | 'outcome'>,
  ) {
    super();
  }

  /** Each contract has one handler, in the service that owns it. */
  override addHandler(
    subject: string,
    handler: MessageHandler,
    isEvent?: boolean,
    extras?: Record<string, unknown>,
  ): void {
    if (this.messageHandlers.has(subject)) throw new Error(`${subject} has two handlers`);
    if (!subject.startsWith(`rpc.${this.service}.`))
      throw new Error(`${subject} is not for ${this.service} to answer`);
    super.addHandler(subject, handler, isEvent, extras);
  }

  async listen(callback: (error?: unknown) => void): Promise<void> {
    for (const [subject, handler] of this.messageHandlers) this.subscribe(subject, handler);
    await this.nats.connection.flush();
    callback();
  }

  /** Takes no more questions, answers those that came, and returns when the last answer has left. */
  async close(): Promise<void> {
    this.stopping.abort();
    await this.whileConnected(() =>
      Promise.all(this.subscriptions.map((subscription) => subscription.drain())),
    );
    for (const subscription of this.subscriptions) subscription.unsubscribe();
    while (this.inHand.size > 0) await Promise.all(this.inHand);
    await this.whileConnected(() => this.nats.connection.flush());
  }

  /** Does what needs NATS. Where that has gone, also just now, nobody asks any more, and nobody hears an answer. */
  private async whileConnected(work: () => Promise<unknown>): Promise<void> {
    if (!this.nats.connected) return;
    try {
      await this.nats.unlessLost(work());
    } catch (error) {
      if (this.nats.connected && !this.nats.connection.isClosed()) throw error;
    }
  }

  on(): never {
    throw new Error('Connection events are told by Nats');
  }

  unwrap<T>(): T {
    return this.nats.connection as T;
  }

  private subscribe(subject: string, handler: MessageHandler): void {
    const subscription = this.nats.connection.subscribe(subject, {
      queue: this.service,
      callback: (error, message) => {
        if (error) {
          this.logger.error(`Subscription to ${subject} failed: ${error.message}`);
          return;
        }
        const work = this.answer(message, handler).finally(() => this.inHand.delete(work));
        this.inHand.add(work);
      },
    });
    this.subscriptions.push(subscription);
  }

  private async answer(message: Msg, handler: MessageHandler): Promise<void> {
    const method = String(handler.extras?.['method'] ?? message.subject);
    const end = this.calls.startTimer({ method });
    let id: string | undefined;
    try {
      const question = Question.parse(message.json());
      id = question.id;
      const context = new NatsContext([message.subject, message.headers]);
      const response = await contextHooks.extract(incoming(message.headers), async () =>
        lastValueFrom(this.transformToObservable(await handler(question.data, context)), {
          defaultValue: null,
        }),
      );
      await this.respond(message, { id, response, isDisposed: true });
      end({ outcome: 'ok' });
    } catch (error) {
      const wire = this.wire(error, method);
      end({ outcome: wire.kind });
      await this.respond(message, { id, err: wire, isDisposed: true }).catch((failure: unknown) =>
        this.logger.error(`The answer to ${method} could not be sent: ${String(failure)}`),
      );
    }
  }

  /** A disconnection while the answer was made does not lose it: it leaves when the connection is back, unless this stops before. */
  private async respond(message: Msg, packet: object): Promise<void> {
    await this.nats.untilConnected(Infinity, this.stopping.signal);
    message.respond(JSON.stringify(packet));
  }

  /** A refusal as the filter wrote it; what is none failed before the handler was reached, or after it. */
  private wire(error: unknown, method: string): ErrorWire {
    const wire = ErrorWire.safeParse(error);
    if (wire.success) return wire.data;
    const unreadable = error instanceof SyntaxError || error instanceof z.ZodError;
    // The text of a syntax error quotes the question.
    this.logger.error(
      `${method}: ${unreadable ? 'the question is none' : `the answer was not sent: ${String(error)}`}`,
    );
    return new DomainError(unreadable ? 'input_invalid' : 'internal').toWire();
  }
}
