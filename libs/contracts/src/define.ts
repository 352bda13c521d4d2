import type { z } from 'zod';
import type { Reason } from './reasons.js';

/** A request that one service answers. `subject` is `rpc.<owner>.<noun>.<verb>`; the queue group is the owner. */
export interface RpcContract<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly subject: string;
  readonly input: I;
  readonly output: O;
  /** What the owner may refuse with, besides the kinds that any call may end with (internal, unavailable, timeout). */
  readonly reasons: readonly Reason[];
  /** One attempt, in milliseconds. */
  readonly timeoutMs: number;
  /** Whether the client may ask a second time after `unavailable` or `timeout`. */
  readonly idempotent: boolean;
}

export function defineRpc<I extends z.ZodType, O extends z.ZodType>(
  contract: RpcContract<I, O>,
): RpcContract<I, O> {
  if (!/^rpc\.[a-z]+\.[a-z]+\.[a-z]+$/.test(contract.subject)) {
    throw new Error(`RPC subject must be rpc.<owner>.<noun>.<verb>: ${contract.subject}`);
  }
  return contract;
}

/** Something that happened. `type` is `<owner>.<noun>.<past>.v<n>`; it travels on `evt.<type>.<keys>`. */
export interface EventContract<D extends z.ZodType = z.ZodType> {
  readonly type: string;
  readonly data: D;
  /** Subject tokens after the type, in order, so that a reader may filter. Each is `[a-z0-9-]+`. */
  readonly keys: (data: z.output<D>) => readonly string[];
}

export function defineEvent<D extends z.ZodType>(contract: EventContract<D>): EventContract<D> {
  if (!/^[a-z]+\.[a-z]+\.[a-z]+\.v[1-9][0-9]*$/.test(contract.type)) {
    throw new Error(`Event type must be <owner>.<noun>.<past>.v<n>: ${contract.type}`);
  }
  return contract;
}

/** The service that owns a contract: the first word after `rpc.`, or of the event type. */
export function ownerOf(contract: RpcContract | EventContract): string {
  const words = ('subject' in contract ? contract.subject.slice('rpc.'.length) : contract.type).split('.');
  return words[0] as string;
}

export function eventSubject<D extends z.ZodType>(contract: EventContract<D>, data: z.output<D>): string {
  return ['evt', contract.type, ...contract.keys(data)].join('.');
}
