import { type EventContract, ownerOf } from '@board/contracts';

/** The owner's stream: its name in upper case. */
export function streamOf(contract: EventContract): string {
  return ownerOf(contract).toUpperCase();
}

/** Every subject of a contract. One whose keys need no data has none: NATS's `>` stands for at least one token. */
export function filterOf(contract: EventContract): string {
  return contract.keys.length === 0 ? `evt.${contract.type}` : `evt.${contract.type}.>`;
}

export const DEAD_STREAM = { name: 'DEAD', subjects: ['dead.>'], maxAgeMs: 30 * 24 * 3_600_000 };

export function deadSubject(durable: string): string {
  return `dead.${durable}`;
}
