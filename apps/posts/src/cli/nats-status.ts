import type { PlainClient } from '@board/messaging/client';
import { jetstreamManager } from '@nats-io/jetstream';

export interface NatsStatus {
  version: string;
  jetStream: boolean;
  streams: {
    name: string;
    messages: number;
    bytes: number;
    /** Each with the events that it has yet to deal with. */
    consumers: { name: string; pending: number }[];
  }[];
}

const ANSWER_MS = 1_500;

/** What the server says of itself, and of what it keeps. Throws when it does not answer. */
export async function natsStatus(nats: PlainClient['connection']): Promise<NatsStatus> {
  const version = nats.info?.version ?? '';
  if (!nats.info?.jetstream) return { version, jetStream: false, streams: [] };
  const manager = await jetstreamManager(nats, { timeout: ANSWER_MS });
  const streams: NatsStatus['streams'] = [];
  for await (const { config, state } of manager.streams.list()) {
    const consumers: NatsStatus['streams'][number]['consumers'] = [];
    for await (const consumer of manager.consumers.list(config.name)) {
      const name = consumer.config.durable_name;
      if (name !== undefined)
        consumers.push({ name, pending: consumer.num_pending + consumer.num_ack_pending });
    }
    streams.push({ name: config.name, messages: state.messages, bytes: state.bytes, consumers });
  }
  return { version, jetStream: true, streams };
}
