import { bytes, durationMs } from './config-values.js';

/** What the house takes of a file at most, whatever a board allows: told alike to all who judge it or say it. */
export const fileLimitsConfig = {
  FILE_BYTES: bytes.default(20 * 1024 * 1024),
  VIDEO_MS: durationMs({ min: 1 }).default(10 * 60_000),
};
