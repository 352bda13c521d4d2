import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { z } from 'zod';
import { goOn } from './stop.ts';
import { END, headerOf, paddingOf, readTar, type TarEntry } from './tar.ts';

/** Raised when an older program could not read what a newer one writes. */
const FORMAT = 1;
/** One list of sums tells of so many entries, so that neither side holds more in memory. */
const ENTRIES_OF_A_LIST = 10_000;

const schema = z.object({
  format: z.number().int(),
  entries: z.number().int(),
  bytes: z.number().int(),
  sha256: z.string(),
});
/** The last entry: how much there is before it, and the hash of all lists of sums. */
export type Manifest = z.infer<typeof schema>;

/**
 * Writes entries, each with its SHA-256 in a list (`sums/…`, as `sha256sum -c` reads them), and at the end a manifest of
 * them all: an archive without it is not whole.
 */
export class ArchiveWriter {
  private readonly file: FileHandle;
  private readonly time = new Date();
  private readonly all = createHash('sha256');
  private lines: string[] = [];
  private lists = 0;
  private entries = 0;
  private bytes = 0;

  constructor(file: FileHandle) {
    this.file = file;
  }

  get writtenBytes(): number {
    return this.bytes;
  }

  /** Throws when the body has another size than was said, or the disk takes no more. */
  async add(name: string, bytes: number, body: AsyncIterable<Buffer>): Promise<void> {
    const hash = createHash('sha256');
    let got = 0;
    await this.file.appendFile(headerOf(name, bytes, this.time));
    for await (const chunk of body) {
      goOn();
      got += chunk.length;
      hash.update(chunk);
      await this.file.appendFile(chunk);
    }
    if (got !== bytes) throw new Error(`${name} has ${got} bytes, where ${bytes} were told`);
    await this.file.appendFile(paddingOf(bytes));
    this.lines.push(`${hash.digest('hex')}  ${name}\n`);
    this.entries += 1;
    this.bytes += bytes;
    if (this.lines.length === ENTRIES_OF_A_LIST) await this.list();
  }

  addText(name: string, text: string): Promise<void> {
    const bytes = Buffer.from(text);
    return this.add(name, bytes.length, once(bytes));
  }

  addJson(name: string, value: unknown): Promise<void> {
    return this.addText(name, `${JSON.stringify(value, null, 2)}\n`);
  }

  /** Completes the archive, and waits until the disk has it. */
  async end(): Promise<void> {
    await this.list();
    const manifest: Manifest = {
      format: FORMAT,
      entries: this.entries,
      bytes: this.bytes,
      sha256: this.all.digest('hex'),
    };
    await this.bare('manifest.json', JSON.stringify(manifest, null, 2));
    await this.file.appendFile(END);
    await this.file.sync();
  }

  private async list(): Promise<void> {
    const text = this.lines.join('');
    this.lines = [];
    this.all.update(text);
    this.lists += 1;
    await this.bare(`sums/${String(this.lists).padStart(5, '0')}.txt`, text);
  }

  private async bare(name: string, text: string): Promise<void> {
    const bytes = Buffer.from(text);
    for (const part of [headerOf(name, bytes.length, this.time), bytes, paddingOf(bytes.length)])
      await this.file.appendFile(part);
  }
}

/**
 * Reads all of an archive and compares it with its sums; `see` is shown each entry. Throws a sentence that says where it
 * is damaged.
 */
export async function verify(file: FileHandle, see: (entry: TarEntry) => void): Promise<Manifest> {
  const all = createHash('sha256');
  let seen: string[] = [];
  let [entries, bytes] = [0, 0];
  for await (const entry of readTar(file)) {
    if (entry.name === 'manifest.json') {
      const manifest = await readManifest(entry);
      const sound = seen.length === 0 && manifest.entries === entries && manifest.bytes === bytes;
      if (!sound || manifest.sha256 !== all.digest('hex')) throw new Error('it is damaged in manifest.json');
      return manifest;
    }
    if (entry.name.startsWith('sums/')) {
      const said = await textOf(entry);
      if (said !== seen.join('')) throw new Error(`it is damaged in ${firstWrong(said, seen) ?? entry.name}`);
      all.update(said);
      seen = [];
      continue;
    }
    goOn();
    seen.push(`${await sumOf(entry)}  ${entry.name}\n`);
    entries += 1;
    bytes += entry.bytes;
    see(entry);
  }
  throw new Error('it is cut off');
}

async function readManifest(entry: TarEntry): Promise<Manifest> {
  const text = await textOf(entry);
  let manifest: Manifest;
  try {
    manifest = schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error('it is damaged in manifest.json', { cause });
  }
  if (manifest.format > FORMAT)
    throw new Error('it is of a format that only a newer version of the board reads');
  return manifest;
}

/** The first entry whose sum is not in its list. */
function firstWrong(said: string, seen: string[]): string | undefined {
  const lines = new Set(said.split('\n'));
  return seen.find((line) => !lines.has(line.slice(0, -1)))?.slice(66, -1);
}

async function sumOf(entry: TarEntry): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of entry.body()) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

export async function textOf(entry: TarEntry): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of entry.body()) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
