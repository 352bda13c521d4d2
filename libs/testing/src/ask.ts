import { randomUUID } from 'node:crypto';
import { connect, type NatsConnection } from '@nats-io/transport-node';

/** Runs `work` with a connection of its own to NATS. */
export async function withNats<T>(url: string, work: (nats: NatsConnection) => Promise<T>): Promise<T> {
  // Only a test that asks over NATS needs the library built.
  const { connectionOptions } = await import('@board/messaging');
  const nats = await connect({ ...connectionOptions({ url }), reconnect: false, timeout: 2_000 });
  try {
    return await work(nats);
  } finally {
    await nats.close();
  }
}

/** Asks a service over NATS as the house's own client does, once. Throws with the wire error when it refuses. */
export async function askOnce(url: string, subject: string, input: unknown): Promise<unknown> {
  return withNats(url, async (nats) => {
    const body = JSON.stringify({ id: randomUUID(), pattern: subject, data: input });
    const message = await nats.request(subject, body, { timeout: 5_000 });
    const answer = message.json<{ response?: unknown; err?: unknown }>();
    if (answer.err !== undefined) throw new Error(`${subject} refused: ${JSON.stringify(answer.err)}`);
    return answer.response;
  });
}
