import type { FileMime, Reason } from '@board/contracts';

export interface Taken {
  mime: FileMime;
  width: number;
  height: number;
  durationMs?: number;
  animated?: boolean;
  audio?: boolean;
}

export interface Refused {
  reason: Reason;
  details?: Record<string, unknown>;
}

/** One crafted file and what is to become of it. */
export interface Case {
  what: string;
  bytes: Buffer;
  verdict: Taken | Refused;
}

/** The verdicts that come up again and again. */
export const broken: Refused = { reason: 'file_broken' };
export const notTaken = (found: string): Refused => ({ reason: 'file_type', details: { found } });
