import { DomainError } from '@board/contracts';

/** How many pages a gateway asks for at a time, and how many more may wait for their turn. */
const FLIGHTS = 8;
const WAITING = 64;

/** Keeps a gateway from asking for more pages at once than a renderer can draw. */
export class FlightSlots {
  private flying = 0;
  private readonly queue: (() => void)[] = [];

  get busy(): number {
    return this.flying;
  }

  /**
   * Runs `work` when its turn comes. Throws DomainError `overloaded` at once when too many wait already, unless the
   * work is `patient`: live threads are few and are not asked for by anybody who could go away.
   */
  async run<T>(work: () => Promise<T>, patient = false): Promise<T> {
    if (this.flying >= FLIGHTS) {
      if (!patient && this.queue.length >= WAITING) throw new DomainError('overloaded');
      await new Promise<void>((resolve) => this.queue.push(resolve));
    } else {
      this.flying += 1;
    }
    try {
      return await work();
    } finally {
      const next = this.queue.shift();
      if (next) next();
      else this.flying -= 1;
    }
  }
}
