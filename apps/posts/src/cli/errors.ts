import { DomainError } from '@board/contracts';
import { UsageError } from './command.js';

/** What went wrong, as a sentence. */
export function errorText(error: unknown): string {
  if (error instanceof DomainError) {
    const details = Object.entries(error.details ?? {}).map(([key, value]) => `${key} ${value}`);
    return `${error.message}${details.length > 0 ? ` (${details.join(', ')})` : ''}.`;
  }
  return error instanceof Error ? error.message : String(error);
}

/** What went wrong, for scripts: `reason` is a stable word. `message` replaces the error's own sentence. */
export function errorValue(
  error: unknown,
  message = errorText(error),
): { error: { reason: string; message: string } } {
  const other = error instanceof UsageError ? 'misused' : 'failed';
  return { error: { reason: error instanceof DomainError ? error.reason : other, message } };
}
