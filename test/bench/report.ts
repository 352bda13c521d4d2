/** One line of a benchmark: what was measured, and how much it should be at most or at least. */
export interface Measure {
  what: string;
  value: number;
  unit: string;
  goal: { atMost: number } | { atLeast: number };
}

export type Benchmark = () => Promise<Measure[]>;

/** Prints the lines and says whether all reach their goals. */
export function report(measures: readonly Measure[]): boolean {
  for (const measure of measures) {
    const { what, value, unit, goal } = measure;
    const wanted = 'atMost' in goal ? `at most ${goal.atMost}` : `at least ${goal.atLeast}`;
    console.log(`${reached(measure) ? 'ok    ' : 'MISSED'} ${what}: ${round(value)} ${unit} (${wanted})`);
  }
  return measures.every(reached);
}

/** Prints rows under headings, numbers to the right. */
export function table(headings: readonly string[], rows: readonly (string | number)[][]): void {
  const cells = [headings, ...rows.map((row) => row.map(cell))];
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  for (const row of cells) {
    console.log(row.map((text, column) => text.padStart(widths[column] ?? 0)).join('  '));
  }
}

export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** The value that `share` percent of the values do not exceed; NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * share) / 100))] ?? Number.NaN;
}

function reached({ value, goal }: Measure): boolean {
  return 'atMost' in goal ? value <= goal.atMost : value >= goal.atLeast;
}

function cell(value: string | number): string {
  if (typeof value === 'string') return value;
  return value >= 100 ? Math.round(value).toLocaleString('en') : String(round(value));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
