import { Injectable } from '@nestjs/common';
import { jetstream } from '@nats-io/jetstream';
import { DomainError, type EventEnvelope } from '@board/contracts';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import type { Headers } from '../connection/context.hooks.js';
import { outgoing } from '../connection/headers.js';
import { Nats } from '../connection/nats.js';
import { PUBLISHES } from '../metrics.js';

export interface PublishOptions {
  /** Headers over those of the current context: an outbox gives the `traceparent` of the request that wrote the row. */
  headers?: Headers;
  /** How long the stream may take to say that it has the event, in milliseconds; 2,000 otherwise. */
  timeoutMs?: number;
}

export interface Published {
  /** Where the event is in its stream. */
  seq: number;
  /** The stream had it already (same id within its two-minute window). */
  duplicate: boolean;
}

/**
 * Hands events to their stream. When `publish` returns, the stream has the event; when it throws, it may have it:
 * publish the same envelope again, its id makes it one.
 */
@Injectable()
export class EventPublisher {
  constructor(
    private readonly nats: Nats,
    @InjectMetric(PUBLISHES) private readonly publishes: Counter<'type' | 'outcome'>,
  ) {}

  /**
   * Publishes one event and waits for the stream's word.
   * Throws DomainError `unavailable` (NATS is away, no stream takes the subject) or `timeout`.
   */
  async publish(envelope: EventEnvelope, subject: string, options: PublishOptions = {}): Promise<Published> {
    try {
      // What is sent while NATS is away is dropped by the client: say so at once instead of waiting for an answer.
      await this.nats.untilConnected(0);
      const ack = await jetstream(this.nats.connection).publish(subject, JSON.stringify(envelope), {
        msgID: envelope.id,
        timeout: options.timeoutMs ?? 2_000,
        headers: outgoing(options.headers),
      });
      this.publishes.inc({ type: envelope.type, outcome: ack.duplicate ? 'duplicate' : 'stored' });
      return { seq: ack.seq, duplicate: ack.duplicate };
    } catch (error) {
      this.publishes.inc({ type: envelope.type, outcome: 'failed' });
      if (error instanceof DomainError) throw error;
      const reason = error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'unavailable';
      const why = error instanceof Error ? error.message : String(error);
      throw new DomainError(reason, undefined, {
        cause: error,
        message: `${subject} was not published: ${why}`,
      });
    }
  }
}
