import type { House, Place } from '@board/testing';
import type { Ledger } from './ledger.ts';
import { acknowledged } from './poster.ts';

/** One more post into every shared thread, through the second gateway. */
export async function postEverywhere(house: House, ledger: Ledger, shared: readonly Place[]): Promise<void> {
  const gateway = (): string => house.url(1);
  await Promise.all(shared.map(({ board, thread }) => acknowledged(ledger, { board, thread }, gateway)));
}

/**
 * The first gateway is frozen and cut off, others post, and when it wakes, NATS has died once more and come back with
 * nothing in store: what was told meanwhile nobody will tell that gateway.
 */
export async function forgetWhileAsleep(
  house: House,
  ledger: Ledger,
  shared: readonly Place[],
): Promise<void> {
  const { nats } = house;
  const sleeper = house.service('gateway', 0);
  sleeper.freeze();
  await nats.kill('SIGKILL');
  await nats.restart();
  await postEverywhere(house, ledger, shared);
  await house.settle();
  await nats.kill('SIGKILL');
  await house.emptyNats();
  await nats.restart();
  sleeper.thaw();
}
