/** Rows of words as columns, two spaces between them. */
export function table(rows: string[][]): string {
  const width = (column: number): number => Math.max(...rows.map((row) => (row[column] ?? '').length));
  return rows
    .map((row) =>
      row
        .map((word, column) => word.padEnd(width(column)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
