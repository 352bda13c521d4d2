import { z } from 'zod';

/** What the house takes of a file at most, whatever a board allows: told alike to all who judge it or say it. */
export const fileLimitsConfig = {
  FILE_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(20 * 1024 * 1024),
  VIDEO_MS: z.coerce
    .number()
    .int()
    .positive()
    .default(10 * 60_000),
};
