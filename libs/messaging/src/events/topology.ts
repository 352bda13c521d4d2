import { isDeepStrictEqual } from 'node:util';
import { Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import {
  type JetStreamManager,
  JetStreamApiError,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
  type StreamInfo,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/nats-core';
import type { Nats } from '../connection/nats.js';
import { Waiting } from '../complaint.js';
import { pause } from '../pause.js';
import { maxBytesOf, whyNoStream } from './stream.limits.js';

export interface StreamDeclaration {
  /** The owner, in upper case. */
  name: string;
  subjects: string[];
  /** How long an event stays, in milliseconds; 7 days otherwise. */
  maxAgeMs?: number;
  /** How much the stream may hold, in bytes; 256 MiB otherwise. The oldest go first. */
  maxBytes?: number;
}

/** How often the owner looks whether its streams are still there. */
const WATCH_MS = 1_000;
/** How long the server may still be deleting the files of a stream that it no longer knows. */
const DELETING_MS = 250;

/** Declares the streams a service owns, and declares them again whenever they are gone. */
export class Topology implements OnModuleInit, OnApplicationShutdown {
  private readonly log = new Logger(Topology.name);
  private readonly stopping = new AbortController();
  private readonly declared = new Set<string>();
  private readonly waiting = new Waiting(this.log, 'the streams of NATS');
  private failing = false;

  constructor(
    private readonly nats: Nats,
    private readonly streams: readonly StreamDeclaration[],
  ) {}

  async onModuleInit(): Promise<void> {
    if (this.streams.length === 0) return;
    const { signal } = this.stopping;
    // Without them nobody is told of a post: there is no service before they are there.
    while (!signal.aborted && !(await this.look())) await pause(WATCH_MS, signal);
    void this.watch();
  }

  onApplicationShutdown(): void {
    this.stopping.abort();
  }

  private async watch(): Promise<void> {
    const { signal } = this.stopping;
    try {
      while (!signal.aborted) {
        // A NATS that comes back may have lost all it had: it is looked at at once.
        await pause(WATCH_MS, this.nats.session);
        await this.nats.untilConnected(Infinity, signal);
        if (!signal.aborted) await this.look();
      }
    } catch (error) {
      // Waiting for NATS ends so when the service stops; nothing else may.
      if (!signal.aborted) throw error;
    }
  }

  /** Whether all streams are there now; tells it when they are not, and when they are again. */
  private async look(): Promise<boolean> {
    try {
      const manager = await jetstreamManager(this.nats.connection, { checkAPI: false, timeout: 2_000 });
      for (const stream of this.streams) await this.declare(manager, stream);
      if (this.failing) this.log.log('The streams are there again');
      this.failing = false;
    } catch (error) {
      this.waiting.tell(whyNoStream(error, this.streams));
      this.failing = true;
    }
    return !this.failing;
  }

  private async declare(manager: JetStreamManager, stream: StreamDeclaration): Promise<void> {
    if (this.declared.has(stream.name)) {
      if (await infoOf(manager, stream.name)) return;
      // One declared into a deletion that is still going on would lose its files to it.
      await pause(DELETING_MS, this.stopping.signal);
    }
    await declareStream(manager, stream);
    this.log.log(`Stream ${stream.name} is declared`);
    this.declared.add(stream.name);
  }
}

async function infoOf(manager: JetStreamManager, name: string): Promise<StreamInfo | undefined> {
  try {
    return await manager.streams.info(name);
  } catch (error) {
    if (error instanceof JetStreamApiError && error.status === 404) return undefined;
    throw error;
  }
}

/** Adds a stream, or brings the one that is there to the declaration; what an operator set beyond it (replicas) stays. */
export async function declareStream(manager: JetStreamManager, stream: StreamDeclaration): Promise<void> {
  const config = {
    subjects: stream.subjects,
    max_age: nanos(stream.maxAgeMs ?? 7 * 24 * 3_600_000),
    max_bytes: maxBytesOf(stream),
  };
  const found = await infoOf(manager, stream.name);
  if (found) {
    // An update that changes nothing is not without effect: servers of before 2.10 make the stream look newly made.
    const isSame = Object.entries(config).every(([key, value]) =>
      isDeepStrictEqual(Reflect.get(found.config, key), value),
    );
    if (!isSame) await manager.streams.update(stream.name, config);
  } else {
    await manager.streams.add({
      ...config,
      name: stream.name,
      retention: RetentionPolicy.Limits,
      storage: StorageType.File,
      duplicate_window: nanos(120_000),
    });
  }
}
