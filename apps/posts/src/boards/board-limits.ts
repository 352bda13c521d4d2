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

type HouseLimits = Pick<BoardLimits, 'fileBytes' | 'videoMs'>;

let house: HouseLimits = { fileBytes: Infinity, videoMs: Infinity };

/** Tells what the house takes at most, whatever a board allows: once, before any board is read. */
export function setHouseLimits(limits: HouseLimits): void {
  house = limits;
}

/** What holds on a board that says so much of its own: never more than the house takes. */
export function limitsOf(own: Partial<BoardLimits>): BoardLimits {
  const limits = { ...DEFAULT_LIMITS, ...own };
  return {
    ...limits,
    fileBytes: Math.min(limits.fileBytes, house.fileBytes),
    videoMs: Math.min(limits.videoMs, house.videoMs),
  };
}
