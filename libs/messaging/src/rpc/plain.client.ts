import type { RpcContract } from '@board/contracts';
import { type NatsConnection, nuid } from '@nats-io/nats-core';
import { connect } from '@nats-io/transport-node';
import type { z } from 'zod';
import { connectionOptions, type NatsAddress } from '../connection/nats-address.js';
import { isPassing, knownRpcError, readAnswer } from './rpc-errors.js';

/**
 * Asks services, for a program that starts, asks and ends: without Nest, whose start would take longer than all of that.
 * A connection that is lost is not waited for. `RpcClient` is for services.
 */
export class PlainClient {
  private constructor(readonly connection: NatsConnection) {}

  /** Tries each server once. Throws what the client library throws; `natsProblem` makes a sentence of it. */
  static async open(options: NatsAddress & { name: string; timeoutMs: number }): Promise<PlainClient> {
    const { name, timeoutMs } = options;
    return new PlainClient(
      await connect({ ...connectionOptions(options), name, timeout: timeoutMs, reconnect: false }),
    );
  }

  /** As `RpcClient.call`: an idempotent question is asked twice. Throws DomainError. */
  async call<I extends z.ZodType, O extends z.ZodType>(
    contract: RpcContract<I, O>,
    input: z.input<I>,
  ): Promise<z.output<O>> {
    const { subject, timeoutMs: timeout } = contract;
    for (let attempt = contract.idempotent ? 1 : 2; ; attempt += 1) {
      try {
        const question = JSON.stringify({ id: nuid.next(), pattern: subject, data: input });
        return readAnswer(await this.connection.request(subject, question, { timeout })) as z.output<O>;
      } catch (error) {
        const known = knownRpcError(error);
        if (attempt >= 2 || !isPassing(known)) throw known;
      }
    }
  }
}
