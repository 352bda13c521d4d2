import { renameSync, writeFileSync } from 'node:fs';

/** Writes a value as JSON that only we may read, or whoever `mode` lets. Whoever is killed in the middle leaves the file as it was. */
export function replaceFile(file: string, value: unknown, mode = 0o600): void {
  writeFileSync(`${file}.new`, JSON.stringify(value, null, 2), { mode });
  renameSync(`${file}.new`, file);
}
