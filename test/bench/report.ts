/** One line of a benchmark: what was measured, and what it may be at most. */
export interface Measure {
  what: string;
  value: number;
  unit: string;
  limit: number;
}

export type Benchmark = () => Promise<Measure[]>;

/** Prints the lines and says whether all keep their limits. */
export function report(measures: readonly Measure[]): boolean {
  for (const { what, value, unit, limit } of measures) {
    const verdict = value <= limit ? 'ok' : 'TOO MUCH';
    console.log(`${verdict.padEnd(9)}${what}: ${round(value)} ${unit} (at most ${limit})`);
  }
  return measures.every(({ value, limit }) => value <= limit);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
