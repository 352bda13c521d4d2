import { jetstream, jetstreamManager, type JsMsg } from '@nats-io/jetstream';
import { headers } from '@nats-io/nats-core';
import type { Nats } from '../connection/nats.js';
import { DEAD_STREAM, deadSubject } from './names.js';
import { declareStream } from './topology.js';

/**
 * Stores an event in stream DEAD under `dead.<durable>`, with what a person needs to judge it in headers. Throws when
 * it was not stored; stored twice it is one.
 */
export async function bury(nats: Nats, durable: string, message: JsMsg, why: string): Promise<void> {
  const manager = await jetstreamManager(nats.connection, { checkAPI: false, timeout: 2_000 });
  await declareStream(manager, DEAD_STREAM);
  const about = headers();
  for (const [name, values] of message.headers ?? []) about.set(name, values[0] ?? '');
  about.set('Dead-Reason', why.replaceAll(/[\r\n]+/g, ' ').slice(0, 500));
  about.set('Dead-Attempts', String(message.info.deliveryCount));
  about.set('Dead-Stream', message.info.stream);
  about.set('Dead-Subject', message.subject);
  about.set('Dead-Seq', String(message.seq));
  await jetstream(nats.connection).publish(deadSubject(durable), message.data, {
    msgID: `${durable}.${message.info.stream}.${message.seq}.${message.timestampNanos}`,
    timeout: 2_000,
    headers: about,
  });
}
