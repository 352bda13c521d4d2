import { open, type FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { textOf, verify } from './archive.ts';
import { Keys } from './keys.ts';
import { Sequence, Table } from './tables.ts';
import type { TarEntry } from './tar.ts';

/** A migration that the database of the archive has seen. */
const Applied = z.object({ timestamp: z.string(), name: z.string() });
export type Applied = z.infer<typeof Applied>;

/** The first entry: what this is. */
export const About = z.object({
  kind: z.enum(['backup', 'export']),
  /** Version of the program that made it. */
  program: z.string(),
  madeAt: z.string(),
  /** Absent in a backup of a database of before there were ids. */
  board: z.string().optional(),
  migrations: z.array(Applied),
});
export type About = z.infer<typeof About>;

/** The last one before the sums: what there is. `missing`: files that posts show and the store does not have. */
export const Contents = z.object({
  tables: z.array(Table),
  sequences: z.array(Sequence),
  files: z.object({ live: z.number(), trash: z.number(), thumbs: z.number() }),
  missing: z.array(z.string()),
});
export type Contents = z.infer<typeof Contents>;

/** A backup that was read once and is whole. */
export interface Backup {
  about: About;
  contents: Contents;
  keys: Keys;
  bytes: number;
  /** Of all that is in it. */
  sha256: string;
  /** The packed rows of a table. */
  rows(table: string): Readable;
}

/** Opens an archive for `work`. Throws when it cannot be read. */
export async function withFile<T>(path: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, 'r').catch((cause: NodeJS.ErrnoException) => {
    throw new Error(`${path} cannot be read (${cause.code})`, { cause });
  });
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}

/** Reads all of a backup and compares it with its own sums. Throws a sentence when it is damaged, or is none. */
export async function readBackup(path: string, file: FileHandle): Promise<Backup> {
  const small = new Map<string, TarEntry>();
  const parts = new Map<string, TarEntry[]>();
  try {
    const manifest = await verify(file, (entry) => {
      const table = /^database\/(.+)\.copy\.gz\.\d+$/.exec(entry.name)?.[1];
      if (table) parts.set(table, [...(parts.get(table) ?? []), entry]);
      else if (!entry.name.includes('/')) small.set(entry.name, entry);
    });
    const about = await readJson(small, 'about.json', About);
    if (about.kind !== 'backup')
      throw new Error('it is an export of one board, to be read, not to be restored');
    return {
      about,
      contents: await readJson(small, 'contents.json', Contents),
      keys: await readJson(small, 'secrets.json', Keys),
      bytes: manifest.bytes,
      sha256: manifest.sha256,
      rows: (table) => joined(parts.get(table) ?? []),
    };
  } catch (error) {
    throw new Error(`${path} cannot be used: ${(error as Error).message}`, { cause: error });
  }
}

async function readJson<T>(entries: Map<string, TarEntry>, name: string, schema: z.ZodType<T>): Promise<T> {
  const entry = entries.get(name);
  if (!entry) throw new Error(`it has no ${name}`);
  const parsed = schema.safeParse(JSON.parse(await textOf(entry)));
  if (!parsed.success) throw new Error(`its ${name} is not as this version of the board writes it`);
  return parsed.data;
}

function joined(entries: readonly TarEntry[]): Readable {
  return Readable.from(
    (async function* () {
      for (const entry of entries) yield* entry.body();
    })(),
  );
}
