import { randomUUIDv7 } from 'node:crypto';
import { type EventContract, type EventEnvelope, eventSubject } from '@board/contracts';
import type { z } from 'zod';

export interface NewEvent {
  envelope: EventEnvelope;
  /** Where it is published, `evt.<type>.<keys>`. */
  subject: string;
}

/**
 * An event ready to be written to an outbox. `key` names the thing that moved, `version` is that thing's version.
 * Throws ZodError when the data does not fit the contract.
 *
 * @example
 * const { envelope, subject } = newEvent(FileReleasedV1, { key: name, version: 0, data: { name } });
 */
export function newEvent<D extends z.ZodType>(
  contract: EventContract<D>,
  given: { key: string; version: number; data: z.input<D> },
): NewEvent {
  const data = contract.data.parse(given.data);
  return {
    envelope: {
      id: randomUUIDv7(),
      type: contract.type,
      occurredAt: new Date().toISOString(),
      key: given.key,
      version: given.version,
      data,
    },
    subject: eventSubject(contract, data),
  };
}
