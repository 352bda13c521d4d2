import { DomainError } from '@board/contracts';
import { UnreadableEvent } from './on.decorator.js';

/** Waits before an event that failed comes back; the failure after the last of them is final. */
const BACK_OFF_MS = [1_000, 5_000, 30_000, 120_000];
/** While a dependency is down an event comes back often enough to be handled soon after it is up again. */
const OUTAGE_MS = [1_000, 5_000];

export type Verdict = { fate: 'retry'; delayMs: number; why: string } | { fate: 'dead'; why: string };

/** What becomes of an event whose handling failed for the `attempts`-th time (from 1). */
export function verdictOn(error: unknown, attempts: number): Verdict {
  const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  if (error instanceof UnreadableEvent || error instanceof SyntaxError) return { fate: 'dead', why };
  if (error instanceof DomainError && (error.kind === 'unavailable' || error.kind === 'timeout')) {
    return { fate: 'retry', delayMs: OUTAGE_MS[Math.min(attempts, OUTAGE_MS.length) - 1] as number, why };
  }
  const delayMs = BACK_OFF_MS[attempts - 1];
  return delayMs === undefined ? { fate: 'dead', why } : { fate: 'retry', delayMs, why };
}
