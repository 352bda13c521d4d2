/** Chance that falls the same way for the same seed. */
export class Dice {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** From 0 to 1, without 1: the generator mulberry32. */
  roll(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 up to, without `end`. */
  below(end: number): number {
    return Math.floor(this.roll() * end);
  }

  /** True so often of 1. */
  chance(share: number): boolean {
    return this.roll() < share;
  }

  /** One of some; throws when there are none. */
  pick<T>(some: readonly T[]): T {
    const one = some[this.below(some.length)];
    if (one === undefined) throw new RangeError('There is nothing to pick from');
    return one;
  }
}
