import { Injectable } from '@nestjs/common';
import { type Msg, nuid } from '@nats-io/nats-core';
import type { RpcContract } from '@board/contracts';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Histogram } from 'prom-client';
import type { z } from 'zod';
import { outgoing } from '../connection/headers.js';
import { Nats } from '../connection/nats.js';
import { CLIENT_CALLS } from '../metrics.js';
import { pause } from '../pause.js';
import { isNobody, isPassing, knownRpcError, readAnswer } from './rpc-errors.js';

export interface CallOptions {
  /** Only those who answer on `<subject>.<to>` are asked. */
  to?: string;
  /** One attempt, in milliseconds; the contract's own time otherwise. */
  timeoutMs?: number;
  /** 2 for an idempotent contract, else 1. */
  attempts?: number;
}

/** How long a lost connection is waited for: a restart of NATS takes 1 to 2 s, and the caller need not notice it. */
const PATIENCE_MS = 3_000;
/** How long after a reconnect "nobody answers" may only mean that the others are not back yet. */
const GATHERING_MS = 2_000;

/**
 * Asks other services. Each attempt ends within its time-out; an idempotent question is asked once more, of whichever
 * replica takes it, when the first attempt ended `unavailable` or `timeout`.
 *
 * While NATS is away an attempt waits for it, but not once it has been away for 3 s: a restart goes unnoticed, and a
 * long outage is said at once. Throws DomainError only.
 *
 * @example
 * constructor(private readonly rpc: RpcClient) {}
 * const page = await this.rpc.call(GetPage, { page: 'home', lang: 'en' }, { to: look });
 */
@Injectable()
export class RpcClient {
  /** Made by hand, without `calls`, it counts nothing: a tool that nobody scrapes. */
  constructor(
    private readonly nats: Nats,
    @InjectMetric(CLIENT_CALLS) private readonly calls?: Histogram<'method' | 'outcome'>,
  ) {}

  async call<I extends z.ZodType, O extends z.ZodType>(
    contract: RpcContract<I, O>,
    input: z.input<I>,
    options: CallOptions = {},
  ): Promise<z.output<O>> {
    const attempts = options.attempts ?? (contract.idempotent ? 2 : 1);
    for (let attempt = 1; ; attempt += 1) {
      const end = this.calls?.startTimer({ method: contract.subject });
      try {
        const answer = await this.ask(contract, input, options);
        end?.({ outcome: 'ok' });
        return answer as z.output<O>;
      } catch (error) {
        const known = knownRpcError(error);
        end?.({ outcome: known.kind });
        if (attempt >= attempts || !isPassing(known)) throw known;
      }
    }
  }

  private async ask(contract: RpcContract, input: unknown, options: CallOptions): Promise<unknown> {
    const subject = options.to ? `${contract.subject}.${options.to}` : contract.subject;
    const deadline = performance.now() + (options.timeoutMs ?? contract.timeoutMs);
    const body = JSON.stringify({ id: nuid.next(), pattern: subject, data: input });
    for (;;) {
      const left = deadline - performance.now();
      const patience = PATIENCE_MS - (performance.now() - this.nats.lostAt);
      await this.nats.untilConnected(Math.max(0, Math.min(left, patience)));
      try {
        const timeout = Math.max(1, Math.ceil(deadline - performance.now()));
        const message = await this.send(subject, body, timeout, contract.idempotent);
        return readAnswer(message);
      } catch (error) {
        if (!isNobody(error) || !this.gathering() || deadline - performance.now() < 200) throw error;
        await pause(100);
      }
    }
  }

  /** The connection's loss ends the attempt of a call that may be repeated: its question or its answer may be gone. */
  private send(subject: string, body: string, timeout: number, repeatable: boolean): Promise<Msg> {
    const answer = this.nats.connection.request(subject, body, { timeout, headers: outgoing() });
    return repeatable ? this.nats.unlessLost(answer) : answer;
  }

  /** Whether others may still be on their way back to NATS. */
  private gathering(): boolean {
    return this.nats.lostAt > 0 && performance.now() - this.nats.connectedAt < GATHERING_MS;
  }
}
