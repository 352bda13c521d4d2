import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { ErrorKind, RpcContract } from '@board/contracts';
import type { NatsConnection } from '@nats-io/transport-node';
import type { z } from 'zod';

/** Asks a service. Throws with its reason when it refuses. */
export type Ask = <I extends z.ZodType, O extends z.ZodType>(
  contract: RpcContract<I, O>,
  input: z.input<I>,
) => Promise<z.output<O>>;

interface Answer {
  readonly response?: unknown;
  readonly err?: { readonly kind: ErrorKind; readonly reason: string; readonly message: string };
}

const PATIENCE_MS = 60_000;
const TRIES = 20;

/** Asks over NATS as the house's own client does; who is busy or just starting is asked again. */
export function askOver(nats: NatsConnection): Ask {
  return async (contract, input) => {
    const { subject } = contract;
    const body = JSON.stringify({ id: randomUUID(), pattern: subject, data: contract.input.parse(input) });
    for (let tries = 1; ; tries += 1) {
      const message = await nats.request(subject, body, { timeout: PATIENCE_MS });
      const { response, err } = message.json<Answer>();
      if (!err) return contract.output.parse(response);
      if (err.kind !== 'unavailable' || tries === TRIES)
        throw new Error(`${subject} refused: ${err.reason} (${err.message})`);
      await pause(100 * tries);
    }
  };
}
