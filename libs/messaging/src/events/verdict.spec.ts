import { DomainError } from '@board/contracts';
import { describe, expect, it } from 'vitest';
import { UnreadableEvent } from './on.decorator.js';
import { verdictOn } from './verdict.js';

const delays = (error: unknown, attempts: number[]) =>
  attempts.map((attempt) => {
    const verdict = verdictOn(error, attempt);
    return verdict.fate === 'retry' ? verdict.delayMs : verdict.fate;
  });

describe('What becomes of an event that failed', () => {
  it('comes back after 1, 5, 30 and 120 s, and then no more', () => {
    expect(delays(new Error('a bug'), [1, 2, 3, 4, 5, 6])).toEqual([
      1_000,
      5_000,
      30_000,
      120_000,
      'dead',
      'dead',
    ]);
  });

  it.each(['unavailable', 'timeout', 'store_unavailable', 'media_busy'] as const)(
    'comes back for ever after %s',
    (reason) => {
      expect(delays(new DomainError(reason), [1, 2, 3, 50])).toEqual([1_000, 5_000, 5_000, 5_000]);
    },
  );

  it('is given up like any other after a refusal', () => {
    expect(delays(new DomainError('thread_gone'), [4, 5])).toEqual([120_000, 'dead']);
  });

  it('is given up at once when it cannot be read', () => {
    expect(delays(new UnreadableEvent('no envelope'), [1])).toEqual(['dead']);
    expect(delays(new SyntaxError('no JSON'), [1])).toEqual(['dead']);
  });
});
