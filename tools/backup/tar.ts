import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';

/** A tar of POSIX.1-1988 (ustar): what `tar` has read since, everywhere. */
const BLOCK = 512;
const MAX_BYTES = 8 ** 11 - 1;
const NAME_BYTES = 100;

export interface TarEntry {
  readonly name: string;
  readonly bytes: number;
  /** Its bytes, as often as they are asked for, while the file is open. */
  body(): Readable;
}

/** What comes before an entry. Throws when a name or a size is more than the format can hold. */
export function headerOf(name: string, bytes: number, time: Date): Buffer {
  const { prefix, rest } = divide(name);
  if (bytes > MAX_BYTES) throw new Error(`${name} is too big for an archive (${bytes} bytes)`);
  const header = Buffer.alloc(BLOCK);
  const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, '0')}\0`;
  header.write(rest, 0, 'ascii');
  header.write(octal(0o600, 7), 100, 'ascii');
  header.write(octal(0, 7), 108, 'ascii');
  header.write(octal(0, 7), 116, 'ascii');
  header.write(octal(bytes, 11), 124, 'ascii');
  header.write(octal(Math.floor(time.getTime() / 1000), 11), 136, 'ascii');
  header.write('0', 156, 'ascii');
  header.write('ustar\0' + '00', 257, 'ascii');
  header.write(prefix, 345, 'ascii');
  header.write(`${octal(checksum(header), 6)} `, 148, 'ascii');
  return header;
}

/** What fills an entry's last block. */
export function paddingOf(bytes: number): Buffer {
  return Buffer.alloc((BLOCK - (bytes % BLOCK)) % BLOCK);
}

/** What ends a tar. */
export const END = Buffer.alloc(2 * BLOCK);

/** The entries of a tar in their order. Throws when it is no tar, or ends before its end. */
export async function* readTar(file: FileHandle): AsyncGenerator<TarEntry> {
  const { size } = await file.stat();
  let at = 0;
  for (;;) {
    const header = Buffer.alloc(BLOCK);
    const { bytesRead } = await file.read(header, 0, BLOCK, at);
    if (bytesRead < BLOCK) throw new Error('it is cut off');
    if (header.every((byte) => byte === 0)) return;
    const { name, bytes } = parse(header);
    const start = at + BLOCK;
    at = start + bytes + paddingOf(bytes).length;
    if (at > size) throw new Error(`it is cut off in ${name}`);
    yield { name, bytes, body: () => bodyOf(file, start, bytes) };
  }
}

function bodyOf(file: FileHandle, start: number, bytes: number): Readable {
  if (bytes === 0) return Readable.from([]);
  return file.createReadStream({ start, end: start + bytes - 1, autoClose: false });
}

/** Names of more than 100 characters go into two fields, parted at a slash. */
function divide(name: string): { prefix: string; rest: string } {
  if (name.length <= NAME_BYTES) return { prefix: '', rest: name };
  const slash = name.indexOf('/', name.length - NAME_BYTES - 1);
  const [prefix, rest] = [name.slice(0, slash), name.slice(slash + 1)];
  if (slash < 1 || prefix.length > 155) throw new Error(`${name} is too long a name for an archive`);
  return { prefix, rest };
}

function parse(header: Buffer): { name: string; bytes: number } {
  const text = (from: number, to: number): string =>
    header.toString('latin1', from, to).replace(/\0.*$/s, '').trim();
  if (Number.parseInt(text(148, 156), 8) !== checksum(header))
    throw new Error('it is no archive, or damaged');
  const [prefix, rest] = [text(345, 500), text(0, NAME_BYTES)];
  return { name: prefix ? `${prefix}/${rest}` : rest, bytes: Number.parseInt(text(124, 136), 8) };
}

/** The sum of all bytes, with those of the sum itself taken for spaces. */
function checksum(header: Buffer): number {
  return header.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 0x20 : byte), 0);
}
