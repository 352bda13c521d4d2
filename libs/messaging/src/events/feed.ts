import { Injectable, Logger } from '@nestjs/common';
import {
  type ConsumerMessages,
  DeliverPolicy,
  jetstream,
  jetstreamManager,
  type JsMsg,
  type StreamInfo,
} from '@nats-io/jetstream';
import { EventEnvelope } from '@board/contracts';
import { Nats } from '../connection/nats.js';
import { Complaint } from '../complaint.js';
import { pause } from '../pause.js';

export interface FeedOptions {
  stream: string;
  /** A subject, wildcards allowed: `evt.posts.>`. */
  filter: string;
  /** Each event once, in the stream's order. `data` is not validated. Must not throw and is not waited for. */
  onEvent(envelope: EventEnvelope, seq: number): void;
  /** From now on events may be missing, until `onRestored`. Called at once, and once per interruption. */
  onInterrupted(): void;
  /**
   * Everything is heard again. With `recreated: false` all that was missed has been told by `onEvent` before this;
   * with `recreated: true` something may be lost for ever (another stream, or events gone before they were read), and
   * the feed goes on from now. The first call, after `follow`, is `recreated: true` in that sense: nothing before it is told.
   */
  onRestored(how: { recreated: boolean }): void;
}

/** Waits before the stream is looked for again; short, as all that is shown is in doubt meanwhile. */
const REOPEN_MS = [50, 100, 250];
/** NATS says that it is there every second; two silences mean that it is not. */
const HEARTBEAT_MS = 1_000;
/** When NATS may forget a consumer that nobody reads: after an interruption there is always a new one. */
const ABANDONED_MS = 30_000;

/**
 * Follows a stream from now on, without a durable: each process hears everything, and after an interruption what it
 * missed. Start with everything in doubt and trust it from the first `onRestored`.
 *
 * @example
 * const stop = await feed.follow({
 *   stream: 'POSTS', filter: 'evt.posts.>',
 *   onEvent: (envelope) => pages.outdate(envelope),
 *   onInterrupted: () => pages.distrust(),
 *   onRestored: ({ recreated }) => void pages.askAgain(),
 * });
 */
@Injectable()
export class Feed {
  constructor(private readonly nats: Nats) {}

  /** Starts to follow and returns the way to stop; does not wait for the stream. */
  async follow(options: FeedOptions): Promise<() => Promise<void>> {
    const follower = new Follower(this.nats, options);
    const running = follower.run();
    return async () => {
      follower.stop();
      await running;
    };
  }
}

class Follower {
  private readonly log = new Logger(Feed.name);
  private readonly stopping = new AbortController();
  private messages: ConsumerMessages | undefined;
  /** Fires when what flows now is no longer to be trusted. */
  private doubt = new AbortController();
  private whole = false;
  /** The stream that was followed, and the last event of it that is known: heard, or not wanted. */
  private place: { created: string; seq: number } | undefined;
  /** Whether something between the last `onRestored` and the place may never be told. */
  private lost = true;
  private readonly complaint = new Complaint(this.log);

  constructor(
    private readonly nats: Nats,
    private readonly options: FeedOptions,
  ) {}

  stop(): void {
    this.stopping.abort();
    this.messages?.stop();
  }

  async run(): Promise<void> {
    const forget = this.nats.onLoss(() => this.interrupt());
    for (let failures = 0; !this.stopping.signal.aborted; failures += 1) {
      try {
        await this.nats.untilConnected(Infinity, this.stopping.signal);
        await this.listen();
        failures = 0;
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        this.complaint.tell(`Stream ${this.options.stream} is not followed, trying on: ${why}`);
      }
      this.interrupt();
      await pause(REOPEN_MS[Math.min(failures, REOPEN_MS.length - 1)] as number, this.stopping.signal);
    }
    forget();
  }

  private interrupt(): void {
    this.doubt.abort();
    this.messages?.stop();
    if (!this.whole) return;
    this.whole = false;
    if (!this.stopping.signal.aborted) this.options.onInterrupted();
  }

  private restore(): void {
    if (this.whole || this.doubt.signal.aborted) return;
    this.whole = true;
    const recreated = this.lost;
    this.lost = false;
    this.complaint.over();
    this.options.onRestored({ recreated });
  }

  /** Follows until something is in doubt. */
  private async listen(): Promise<void> {
    this.doubt = new AbortController();
    const over = AbortSignal.any([this.stopping.signal, this.nats.session, this.doubt.signal]);
    const manager = await jetstreamManager(this.nats.connection, { checkAPI: false, timeout: 2_000 });
    const info = await this.nats.unlessLost(manager.streams.info(this.options.stream));
    if (!this.continues(info)) {
      this.place = { created: info.created, seq: info.state.last_seq };
      this.lost = true;
    }
    const opened = jetstream(this.nats.connection).consumers.get(this.options.stream, {
      filter_subjects: this.options.filter,
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: (this.place?.seq ?? 0) + 1,
      inactive_threshold: ABANDONED_MS,
    });
    const consumer = await this.nats.unlessLost(opened);
    const { num_pending: missed } = await consumer.info(true);
    this.messages = await consumer.consume({
      max_messages: 500,
      expires: 30_000,
      idle_heartbeat: HEARTBEAT_MS,
    });
    void this.suspect(this.messages);
    if (over.aborted) this.messages.stop();
    else if (missed === 0) this.restore();
    let heard = 0;
    for await (const message of this.messages) {
      if (over.aborted) return;
      this.hear(message);
      heard += 1;
      if (heard >= missed || message.info.pending === 0) this.restore();
    }
  }

  /** Whether what follows the known place is still there, in the same stream. */
  private continues(info: StreamInfo): boolean {
    if (!this.place || info.created !== this.place.created) return false;
    return info.state.last_seq >= this.place.seq && info.state.first_seq <= this.place.seq + 1;
  }

  private hear(message: JsMsg): void {
    if (this.place) this.place.seq = message.seq;
    const envelope = EventEnvelope.safeParse(readJson(message));
    if (envelope.success) return this.options.onEvent(envelope.data, message.seq);
    this.log.error(`Event ${message.seq} of ${this.options.stream} cannot be read`);
    this.interrupt();
  }

  /** Any sign that the flow is not what it was ends it, so that it is begun again from the known place. */
  private async suspect(messages: ConsumerMessages): Promise<void> {
    const signs = new Set([
      'heartbeats_missed',
      'consumer_not_found',
      'stream_not_found',
      'consumer_deleted',
      'no_responders',
      'reset',
    ]);
    for await (const status of messages.status()) {
      if (signs.has(status.type) && messages === this.messages) this.interrupt();
    }
  }
}

function readJson(message: JsMsg): unknown {
  try {
    return message.json();
  } catch {
    // Told by the caller: what is no JSON is no envelope.
    return undefined;
  }
}
