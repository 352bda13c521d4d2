import type { BoardLimits } from '@board/contracts';

/** What a board allows where it says nothing else. */
export const DEFAULT_LIMITS: BoardLimits = {
  textChars: 15_000,
  subjectChars: 100,
  files: 4,
  fileBytes: 20 * 1024 * 1024,
  videoMs: 180_000,
  bumpLimit: 500,
  names: true,
  threads: 150,
};

export function limitsOf(own: Partial<BoardLimits>): BoardLimits {
  return { ...DEFAULT_LIMITS, ...own };
}
