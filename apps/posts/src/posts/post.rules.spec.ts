import { DomainError } from '@board/contracts';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../boards/board-limits.js';
import { judgeContent, judgeFlood, judgeThread, judgeUploads, TEXT_LINES } from './post.rules.js';

function refusal(judge: () => void): Pick<DomainError, 'reason' | 'details'> | undefined {
  try {
    judge();
  } catch (error) {
    if (error instanceof DomainError) return { reason: error.reason, details: error.details };
    throw error;
  }
  return undefined;
}

describe('a thread', () => {
  const place = { board: 'b', thread: 5 };
  const open = { state: 'live', locked: false, archived: false } as const;
  it.each([
    [null, 'thread_not_found'],
    [{ ...open, state: 'trash' }, 'thread_gone'],
    [{ ...open, state: 'purged', locked: true, archived: true }, 'thread_gone'],
    [{ ...open, locked: true }, 'thread_locked'],
    [{ ...open, locked: true, archived: true }, 'thread_archived'],
  ] as const)('%j - %s', (found, reason) => {
    expect(refusal(() => judgeThread({ ...place, found }))).toEqual({ reason, details: place });
  });
  it('that lives and is open - takes replies', () => {
    expect(refusal(() => judgeThread({ ...place, found: open }))).toBeUndefined();
  });
});

describe('content', () => {
  const draft = {
    board: 'b',
    text: 'x',
    subject: '',
    name: '',
    trip: '',
    files: [] as { bytes: number; durationMs?: number }[],
  };
  const judge = (change: Partial<typeof draft>): unknown =>
    refusal(() => judgeContent({ ...draft, ...change }, DEFAULT_LIMITS));

  it.each([
    [{ text: '' }, 'post_empty', undefined],
    [{ text: ' \n\u200b\u3164\u2800' }, 'post_empty', undefined],
    [{ text: 'x'.repeat(15_001) }, 'text_too_long', { max: 15_000, got: 15_001 }],
    [
      { text: 'x' + '\n'.repeat(TEXT_LINES) },
      'text_too_many_lines',
      { max: TEXT_LINES, got: TEXT_LINES + 1 },
    ],
    [{ name: 'x'.repeat(101) }, 'name_too_long', { max: 100, got: 101 }],
    [{ subject: 'x'.repeat(101) }, 'subject_too_long', { max: 100, got: 101 }],
    [{ files: Array.from({ length: 5 }, () => ({ bytes: 1 })) }, 'too_many_files', { max: 4, got: 5 }],
    [
      { files: [{ bytes: 1 }, { bytes: 20_971_521 }] },
      'file_too_big',
      { file: 2, max: 20_971_520, got: 20_971_521 },
    ],
    [
      { files: [{ bytes: 1, durationMs: 180_001 }] },
      'video_too_long',
      { file: 1, maxMs: 180_000, gotMs: 180_001 },
    ],
  ])('%#. is refused exactly', (change, reason, details) =>
    expect(judge(change)).toEqual({ reason, details }),
  );

  it.each([
    [{ text: 'x'.repeat(15_000) }],
    [{ text: 'x' + '\n'.repeat(TEXT_LINES - 1) }],
    [{ text: '', files: [{ bytes: 20_971_520, durationMs: 180_000 }] }],
    [{ subject: 'x'.repeat(100) }],
  ])('%#. at the limit is taken', (change) => expect(judge(change)).toBeUndefined());
});

describe('how often', () => {
  const limits = { replyMs: 3_000, threadMs: 30_000 };
  const flood = (lastPost: number | null, lastThread: number | null, thread: boolean): unknown =>
    refusal(() =>
      judgeFlood({ now: 100_000, lastPostAt: lastPost, lastThreadAt: lastThread }, thread, limits),
    )?.details?.['retryMs'];

  it.each([
    ['nobody seen before', null, null, true, undefined],
    ['a reply after 3 s', 97_000, null, false, undefined],
    ['a reply after 1 s', 99_000, null, false, 2_000],
    ['a thread 10 s after a thread', 90_000, 90_000, true, 20_000],
    ['a reply 10 s after a thread', 90_000, 90_000, false, undefined],
    ['a thread 1 s after a reply', 99_000, 60_000, true, 2_000],
    ['a moment in the future, as the clock was set back', 200_000, 200_000, true, undefined],
  ] as const)('%s', (_, lastPost, lastThread, thread, retryMs) =>
    expect(flood(lastPost, lastThread, thread)).toBe(retryMs),
  );

  it('uploads - a minute and an hour are looked at, and the wait is until the oldest is out', () => {
    const now = 10_000_000;
    const judge = (ages: number[]): unknown =>
      refusal(() =>
        judgeUploads(
          ages.map((age) => now - age),
          now,
          { perMinute: 2, perHour: 3 },
        ),
      )?.details?.['retryMs'];
    expect(judge([1_000])).toBeUndefined();
    expect(judge([1_000, 20_000])).toBe(40_000);
    expect(judge([1_000, 60_001])).toBeUndefined();
    expect(judge([1_000, 100_000, 600_000])).toBe(3_000_000);
    expect(judge([1_000, 100_000, 3_600_001])).toBeUndefined();
  });
});
