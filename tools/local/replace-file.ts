import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes a value as JSON that only we may read, or whoever `mode` lets; it is on the disk when this returns. */
export function writeSynced(file: string, value: unknown, mode = 0o600): void {
  const handle = openSync(file, 'w', mode);
  try {
    writeSync(handle, JSON.stringify(value, null, 2));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Writes a value as JSON that only we may read, or whoever `mode` lets. A kill or a power cut in the middle leaves the file as it was. */
export function replaceFile(file: string, value: unknown, mode = 0o600): void {
  writeSynced(`${file}.next`, value, mode);
  renameSync(`${file}.next`, file);
  // Windows has no such thing and refuses to open folders.
  if (process.platform === 'win32') return;
  const folder = openSync(dirname(file), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
