import { existsSync, readFileSync } from 'node:fs';
import type { z } from 'zod';

/** What a small JSON file of the data folder says; undefined when it is not there. Throws what to do when it is damaged. */
export function readOwnFile<S extends z.ZodType>(file: string, schema: S): z.output<S> | undefined {
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8');
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    // What the parser says quotes the file, which may hold secrets.
    throw new Error(`${file} is damaged: restore it from the backup`);
  }
}
