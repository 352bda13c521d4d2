import { renameSync, writeFileSync } from 'node:fs';

/** Writes a value as JSON that only we may read. Whoever is killed in the middle leaves the file as it was. */
export function replaceFile(file: string, value: unknown): void {
  writeFileSync(`${file}.new`, JSON.stringify(value, null, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
