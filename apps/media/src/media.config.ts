import {
  commonConfig,
  durationMs,
  fileLimitsConfig,
  LONGEST_TIMER_MS,
  wholeNumber,
} from '@board/platform/config';
import { storeConfig, wholeStore } from '@board/storage/config';
import { z } from 'zod';
import { findProgram } from './videos/find-program.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A program's name or path; the configuration has its path, and is wrong when it is not there. */
function program(name: string) {
  return z
    .string()
    .default(name)
    .transform((given, context) => {
      const found = findProgram(given);
      if (found === undefined) context.addIssue('is not a program on PATH; install ffmpeg');
      return found ?? given;
    });
}

/** What media is configured with. */
export const MediaConfig = wholeStore({
  ...commonConfig,
  ...storeConfig,
  ...fileLimitsConfig,
  /** Files worked on at once; beyond it a replica says that it is busy, and another is asked. */
  MEDIA_JOBS: wholeNumber(1, 64).default(2),
  /** Between two sweeps of one replica, give or take a quarter. */
  SWEEP_EVERY_MS: durationMs({ min: 1, max: LONGEST_TIMER_MS / 1.25 }).default(HOUR_MS),
  /** How old a stored file must be before posts is asked whether it is known. */
  SWEEP_GRACE_MS: durationMs().default(DAY_MS),
  /** How long an upload waits to be taken in. */
  INCOMING_GRACE_MS: durationMs().default(HOUR_MS),
  /** How long files of deleted posts are kept where no reader sees them. */
  TRASH_KEEP_MS: durationMs().default(30 * DAY_MS),
  FFMPEG: program('ffmpeg'),
  FFPROBE: program('ffprobe'),
});
export type MediaConfig = z.infer<typeof MediaConfig>;

export const MEDIA_CONFIG = Symbol('media config');
