import { type ErrorDetails, type ErrorKind, isReason, type Lang } from '@board/contracts';
import { canSay, words } from './words.js';

/** Why something was refused, as it crosses NATS. */
export interface Refusal {
  readonly kind: ErrorKind;
  readonly reason: string;
  readonly details?: ErrorDetails | undefined;
  readonly incident?: string | undefined;
}

export interface RefusalWords {
  readonly title: string;
  readonly text: string;
  /** What to name when reporting it; '' when there is nothing to name. */
  readonly incident: string;
}

/** A reason says more than its kind, but only when it is known and came with the facts that its sentence names. */
function textOf(lang: Lang, refusal: Refusal): string {
  const { kind, reason, details = {} } = refusal;
  const known = isReason(reason) && canSay(lang, `reason.${reason}`, details);
  return known ? words(lang, `reason.${reason}`, details) : words(lang, `kind.${kind}.text`);
}

/** A refusal in a reader's language. */
export function refusalWords(lang: Lang, refusal: Refusal): RefusalWords {
  return {
    title: words(lang, `kind.${refusal.kind}.title`),
    text: textOf(lang, refusal),
    incident: refusal.incident ? words(lang, 'error.incident', { incident: refusal.incident }) : '',
  };
}
