import type { RpcContract } from '@board/contracts';
import type { PlainClient } from '@board/messaging/client';
import type { ParseArgsConfig } from 'node:util';
import type { z } from 'zod';

/** Asks the service that owns the contract. Throws DomainError. */
export type Ask = <I extends z.ZodType, O extends z.ZodType>(
  contract: RpcContract<I, O>,
  input: z.input<I>,
) => Promise<z.output<O>>;

/** What was typed behind the name of a command. */
export interface Typed {
  words: string[];
  /** The command's own options. */
  options: Record<string, string | boolean | undefined>;
  /** Questions are answered already. */
  yes: boolean;
  /** Say what would be done, and do nothing. Only a command with `tries` is ever given it. */
  dryRun: boolean;
}

/** The person at the other end, and who that is. */
export interface Io {
  /** For the log of acts: user and machine. */
  who: string;
  /** Asks for a yes. Throws RefusedError where nobody can be asked. */
  confirm(question: string): Promise<boolean>;
  /** All of the standard input, as text. */
  input(): Promise<string>;
  /** The connection over which is asked. */
  nats(): Promise<PlainClient['connection']>;
  /** What runs on this machine, as the starter tells it (JSON); undefined where the board was not started here. */
  house: string | undefined;
}

export interface Result {
  /** For people: lines without the last line break. */
  text: string;
  /** For scripts: what `--json` prints. */
  value: unknown;
  /** What did not work while the rest did, in sentences: the exit code is that of a failure. */
  problems?: string[];
}

export interface Command {
  /** Its name and the words behind it. */
  usage: string;
  /** What it does, in half a line. */
  about: string;
  /** Options of its own, beside those that all have, each told in `optionsAbout`. */
  options?: NonNullable<ParseArgsConfig['options']>;
  optionsAbout?: Record<string, string>;
  /** Whether it can say what it would do (`--dry-run`). */
  tries?: true;
  /** Does it. Throws UsageError before anything is asked, RefusedError, DomainError. */
  run(typed: Typed, ask: Ask, io: Io): Promise<Result>;
}

/** What was typed cannot be understood. The message says what would fit. */
export class UsageError extends Error {}

/** It was understood and not done. The message says the way out. */
export class RefusedError extends Error {}
