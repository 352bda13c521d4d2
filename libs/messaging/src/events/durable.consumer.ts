import { Logger } from '@nestjs/common';
import { NatsContext } from '@nestjs/microservices';
import {
  AckPolicy,
  type ConsumerMessages,
  DeliverPolicy,
  jetstream,
  jetstreamManager,
  type JsMsg,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/nats-core';
import type { Histogram } from 'prom-client';
import { contextHooks } from '../connection/context.hooks.js';
import { incoming } from '../connection/headers.js';
import type { Nats } from '../connection/nats.js';
import { Complaint } from '../complaint.js';
import { pause } from '../pause.js';
import { bury } from './dead-letter.js';
import { filterOf, streamOf } from './names.js';
import type { OnExtras } from './on.decorator.js';
import { verdictOn } from './verdict.js';

/** JetStream gives an event to somebody else when it has not heard of it for this long. */
const ACK_WAIT_MS = 30_000;
/** How often it is told that an event is still worked on. */
const WORKING_MS = 10_000;
/** When an event that could not be put aside is tried again. */
const BURY_AGAIN_MS = 5_000;
/** Waits before the consumer is looked for again: its stream may not be declared yet. */
const REOPEN_MS = [100, 250, 500, 1_000, 2_000];

/** One durable pull consumer and the loop that feeds its handler: from start to stop, whatever happens to NATS. */
export class DurableConsumer {
  private readonly log: Logger;
  private readonly stopping = new AbortController();
  private readonly inHand = new Set<Promise<void>>();
  private running: Promise<void> | undefined;
  private readonly complaint: Complaint;

  constructor(
    private readonly nats: Nats,
    private readonly on: OnExtras,
    private readonly handle: (event: unknown, context: NatsContext) => Promise<void>,
    private readonly deliveries: Histogram<'consumer' | 'outcome'>,
  ) {
    this.log = new Logger(`Consumer ${on.durable}`);
    this.complaint = new Complaint(this.log);
  }

  start(): void {
    this.running = this.run();
  }

  /** Takes no more events, and returns when those in hand are done. What was fetched and not begun goes back at once. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    await Promise.all(this.inHand);
  }

  private async run(): Promise<void> {
    for (let failures = 0; !this.stopping.signal.aborted; failures += 1) {
      try {
        await this.nats.untilConnected(Infinity, this.stopping.signal);
        await this.listen(AbortSignal.any([this.stopping.signal, this.nats.session]));
        failures = 0;
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        this.complaint.tell(`Stream ${streamOf(this.on.contract)} is not heard, trying on: ${why}`);
      }
      await pause(REOPEN_MS[Math.min(failures, REOPEN_MS.length - 1)] as number, this.stopping.signal);
    }
  }

  /** Takes events until `over`, or until the stream or the consumer is gone. */
  private async listen(over: AbortSignal): Promise<void> {
    const messages = await this.open();
    this.complaint.over();
    over.addEventListener('abort', () => messages.stop(), { once: true });
    if (over.aborted) messages.stop();
    for await (const message of messages) await this.take(message);
  }

  private async open(): Promise<ConsumerMessages> {
    const stream = streamOf(this.on.contract);
    const manager = await jetstreamManager(this.nats.connection, { checkAPI: false, timeout: 2_000 });
    const declared = manager.consumers.add(stream, {
      durable_name: this.on.durable,
      filter_subject: filterOf(this.on.contract),
      deliver_policy: DeliverPolicy.All,
      ack_policy: AckPolicy.Explicit,
      ack_wait: nanos(ACK_WAIT_MS),
      max_deliver: -1,
      // Events that wait for their next attempt count too: a bound on what may hang, with room for an outage.
      max_ack_pending: 1_000,
    });
    await this.nats.unlessLost(declared);
    const found = jetstream(this.nats.connection).consumers.get(stream, this.on.durable);
    const consumer = await this.nats.unlessLost(found);
    return consumer.consume({
      max_messages: this.on.concurrency,
      expires: 30_000,
      idle_heartbeat: 1_000,
      abort_on_missing_resource: true,
    });
  }

  /** Begins an event as soon as one of `concurrency` hands is free. */
  private async take(message: JsMsg): Promise<void> {
    while (this.inHand.size >= this.on.concurrency && !this.stopping.signal.aborted)
      await Promise.race(this.inHand);
    if (this.stopping.signal.aborted) return message.nak();
    const work = this.deliver(message)
      .catch((error: unknown) =>
        this.log.error(`Event ${message.seq} could not be settled: ${String(error)}`),
      )
      .finally(() => this.inHand.delete(work));
    this.inHand.add(work);
  }

  private async deliver(message: JsMsg): Promise<void> {
    const end = this.deliveries.startTimer({ consumer: this.on.durable });
    const working = setInterval(() => message.working(), WORKING_MS);
    try {
      await contextHooks.extract(incoming(message.headers), async () =>
        this.handle(message.json(), new NatsContext([message.subject, message.headers])),
      );
      await this.nats.untilConnected(Infinity, this.stopping.signal);
      message.ack();
      end({ outcome: 'acked' });
    } catch (error) {
      end({ outcome: await this.refuse(message, error) });
    } finally {
      clearInterval(working);
    }
  }

  private async refuse(message: JsMsg, error: unknown): Promise<'retried' | 'dead'> {
    const attempts = message.info.deliveryCount;
    const verdict = verdictOn(error, attempts);
    const event = `Event ${message.seq} (${message.subject}), attempt ${attempts}`;
    await this.nats.untilConnected(Infinity, this.stopping.signal);
    if (verdict.fate === 'retry') {
      this.log.warn(`${event} comes back in ${verdict.delayMs} ms: ${verdict.why}`);
      message.nak(verdict.delayMs);
      return 'retried';
    }
    try {
      await bury(this.nats, this.on.durable, message, verdict.why);
    } catch (failure) {
      this.log.error(`${event} could not be put aside, comes back: ${String(failure)}`);
      message.nak(BURY_AGAIN_MS);
      return 'retried';
    }
    this.log.error(
      `${event} is put aside as dead: ${verdict.why}`,
      error instanceof Error ? error.stack : undefined,
    );
    message.term();
    return 'dead';
  }
}
