import { z } from 'zod';

/** What every event travels in. `id` (uuid v7) is also the Nats-Msg-Id; `version` is that of the thing the key names. */
export const EventEnvelope = z.object({
  id: z.uuid(),
  type: z.string(),
  occurredAt: z.iso.datetime(),
  key: z.string(),
  version: z.number().int().nonnegative(),
  data: z.unknown(),
});
export type EventEnvelope = z.infer<typeof EventEnvelope>;
