import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { NatsConnection, Subscription } from '@nats-io/nats-core';
import { connect, type NodeConnectionOptions } from '@nats-io/transport-node';
import { DomainError } from '@board/contracts';
import { firstConnection } from './first.connection.js';
import { outgoing } from './headers.js';
import { connectionOptions, type NatsAddress } from './nats-address.js';

/** How long a server may take to answer to a new connection. */
const ANSWER_MS = 2_000;

/**
 * The process's one connection to NATS. It reconnects for ever; what is published while it is down is dropped by the
 * client library, so whoever must be heard waits for `untilConnected` first.
 *
 * @example
 * constructor(private readonly nats: Nats) {}
 * this.nats.subscribe('nudge.posts.outbox', () => this.wake());
 * this.nats.publish('nudge.posts.outbox');
 */
export class Nats implements OnApplicationShutdown {
  private readonly log = new Logger(Nats.name);
  private readonly lossListeners = new Set<() => void>();
  private readonly waiting = new Set<() => void>();
  private life = new AbortController();
  /** When the connection was last made and last lost, in milliseconds of `performance.now()`. */
  connectedAt = performance.now();
  lostAt = 0;

  private constructor(readonly connection: NatsConnection) {
    void this.watch();
  }

  /**
   * Connects, waiting for as long as the server is away, and telling so; throws a sentence when it does not let this user
   * in. With `wait: false` each server is tried once, and what was wrong is thrown as the client library has it;
   * `natsProblem` makes a sentence of it.
   */
  static async open(options: NatsAddress & { service: string; wait?: boolean }): Promise<Nats> {
    const settings: NodeConnectionOptions = {
      ...connectionOptions(options),
      name: options.service,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 200,
      reconnectJitter: 100,
      ignoreAuthErrorAbort: true,
      timeout: ANSWER_MS,
      // A connection that hangs is given up after 10 to 15 s.
      pingInterval: 5_000,
      maxPingOut: 2,
      noAsyncTraces: true,
    };
    if (options.wait === false) return new Nats(await connect(settings));
    const first = await firstConnection(settings, options);
    if (!options.url.includes(',')) return new Nats(first);
    // The client forgets those of several servers that did not answer the first time, and asks them never again.
    await first.close();
    return new Nats(await connect({ ...settings, waitOnFirstConnect: true }));
  }

  get connected(): boolean {
    return !this.life.signal.aborted;
  }

  /** Fires when the connection that is there now is lost; after a reconnect there is another. */
  get session(): AbortSignal {
    return this.life.signal;
  }

  /** Says something that nobody needs to hear: a nudge. Dropped while NATS is away. */
  publish(subject: string, text = ''): void {
    if (this.connected) this.connection.publish(subject, text, { headers: outgoing() });
  }

  /** Hears nudges, again after every reconnect. Call the answer to stop. */
  subscribe(subject: string, hear: (text: string) => void): () => void {
    const subscription: Subscription = this.connection.subscribe(subject, {
      callback: (error, message) => {
        if (error) this.log.error(`Subscription to ${subject} failed: ${error.message}`);
        else hear(message.string());
      },
    });
    return () => subscription.unsubscribe();
  }

  /** Calls back at once whenever the connection is lost. Call the answer to stop. */
  onLoss(listener: () => void): () => void {
    this.lossListeners.add(listener);
    return () => this.lossListeners.delete(listener);
  }

  /** What `work` comes to, or DomainError `unavailable` as soon as the connection is lost. */
  unlessLost<T>(work: Promise<T>): Promise<T> {
    const { promise: lost, reject } = Promise.withResolvers<never>();
    const forget = this.onLoss(() => reject(new DomainError('unavailable')));
    return Promise.race([work, lost]).finally(forget);
  }

  /** Waits for the connection, `patienceMs` at most or until `signal`; then throws DomainError `unavailable`. */
  async untilConnected(patienceMs = Infinity, signal?: AbortSignal): Promise<void> {
    if (this.connection.isClosed()) throw new DomainError('unavailable');
    if (this.connected) return;
    await new Promise<void>((resolve, reject) => {
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        this.waiting.delete(done);
        if (this.connected) resolve();
        else reject(new DomainError('unavailable'));
      };
      const timer = Number.isFinite(patienceMs) ? setTimeout(done, patienceMs) : undefined;
      this.waiting.add(done);
      signal?.addEventListener('abort', done);
      if (signal?.aborted) done();
    });
  }

  /** Nest calls this last, when nobody sends any more: what was sent is flushed, then the connection ends. */
  async onApplicationShutdown(): Promise<void> {
    if (this.connection.isClosed()) return;
    try {
      if (this.connected) await this.unlessLost(this.connection.drain());
    } catch (error) {
      // Where NATS went first nobody is left to hear what was sent.
      if (this.connected && !this.connection.isClosed()) throw error;
    }
    await this.connection.close();
  }

  private async watch(): Promise<void> {
    for await (const status of this.connection.status()) {
      if (status.type === 'disconnect') this.lost();
      else if (status.type === 'reconnect') this.found();
      else if (status.type === 'error') this.log.error(`NATS: ${status.error.message}`);
      else if (status.type === 'slowConsumer')
        this.log.warn(`NATS: slow reader of ${status.sub.getSubject()}`);
    }
    this.life.abort();
    for (const done of this.waiting) done();
  }

  private lost(): void {
    if (!this.connected) return;
    this.lostAt = performance.now();
    this.life.abort();
    if (!this.connection.isDraining()) this.log.warn('NATS is away');
    for (const listener of this.lossListeners) listener();
  }

  private found(): void {
    this.life = new AbortController();
    this.connectedAt = performance.now();
    this.log.log('NATS is back');
    for (const done of this.waiting) done();
  }
}
