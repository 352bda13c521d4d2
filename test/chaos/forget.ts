import type { House, Place } from '@board/testing';
import type { Ledger } from './ledger.ts';
import { acknowledged } from './poster.ts';

/**
 * A gateway is frozen, NATS dies and comes back with nothing in store, and others post once into every shared thread.
 * What they were told nobody will tell that gateway. Returns when it is awake again.
 */
export async function forgetWhileAsleep(
  house: House,
  ledger: Ledger,
  shared: readonly Place[],
): Promise<void> {
  const [sleeper, other] = house.services.gateway;
  if (!sleeper || !other) throw new Error('This takes two gateways');
  sleeper.freeze();
  await house.nats.kill('SIGKILL');
  await house.emptyNats();
  await house.nats.restart();
  await Promise.all(
    shared.map(({ board, thread }) => acknowledged(ledger, { board, thread }, () => other.url)),
  );
  sleeper.thaw();
}
