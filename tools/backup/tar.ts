import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';

/** A tar of POSIX.1-2001 (pax), which every `tar` reads. */
const BLOCK = 512;
const MAX_BYTES = 8 ** 11 - 1;
const CHUNK_BYTES = 256 * 1024;
const NAME_BYTES = 100;
const FILE = '0';
/** An entry of its own before one whose name does not fit. */
const LONG_NAME = 'x';

export interface TarEntry {
  readonly name: string;
  readonly bytes: number;
  /** Its bytes, as often as they are asked for, while the file is open. */
  body(): Readable;
}

/** What comes before an entry. Throws when its size is more than the format can hold. */
export function headerOf(name: string, bytes: number, time: Date): Buffer {
  if (name.length <= NAME_BYTES) return blockOf(name, FILE, bytes, time);
  const record = Buffer.from(paxRecord(name));
  return Buffer.concat([
    blockOf('path', LONG_NAME, record.length, time),
    record,
    paddingOf(record.length),
    blockOf(name.slice(0, NAME_BYTES), FILE, bytes, time),
  ]);
}

function blockOf(name: string, type: string, bytes: number, time: Date): Buffer {
  if (bytes > MAX_BYTES) throw new Error(`${name} is too big for an archive (${bytes} bytes)`);
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, '0')}\0`;
  block.write(name, 0, 'ascii');
  block.write(octal(0o600, 7), 100, 'ascii');
  block.write(octal(0, 7), 108, 'ascii');
  block.write(octal(0, 7), 116, 'ascii');
  block.write(octal(bytes, 11), 124, 'ascii');
  block.write(octal(Math.floor(time.getTime() / 1000), 11), 136, 'ascii');
  block.write(type, 156, 'ascii');
  block.write('ustar\0' + '00', 257, 'ascii');
  block.write(`${octal(checksum(block), 6)} `, 148, 'ascii');
  return block;
}

/** `<length of all of it> path=<name>` and a line feed. */
function paxRecord(name: string): string {
  const rest = ` path=${name}\n`;
  const length = rest.length + String(rest.length + 3).length;
  return `${length}${rest}`;
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
  let longName: string | undefined;
  for (let at = 0; ;) {
    const block = await read(file, at, BLOCK);
    if (block.length < BLOCK) throw new Error('it is cut off');
    if (block.every((byte) => byte === 0)) return;
    const { name, type, bytes } = parse(block);
    const start = at + BLOCK;
    at = start + bytes + paddingOf(bytes).length;
    if (at > size) throw new Error(`it is cut off in ${longName ?? name}`);
    if (type === LONG_NAME) {
      longName = /^\d+ path=(.+)\n$/.exec((await read(file, start, bytes)).toString())?.[1];
      continue;
    }
    yield {
      name: longName ?? name,
      bytes,
      body: () => Readable.from(bodyOf(file, start, bytes), { objectMode: false }),
    };
    longName = undefined;
  }
}

async function read(file: FileHandle, at: number, bytes: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, at);
  return buffer.subarray(0, bytesRead);
}

/** By reads of our own: the streams of a file handle close it, or pile up listeners on it. */
async function* bodyOf(file: FileHandle, start: number, bytes: number): AsyncGenerator<Buffer> {
  for (let done = 0; done < bytes;) {
    const chunk = await read(file, start + done, Math.min(CHUNK_BYTES, bytes - done));
    if (chunk.length === 0) throw new Error('it became shorter while it was read');
    done += chunk.length;
    yield chunk;
  }
}

function parse(block: Buffer): { name: string; type: string; bytes: number } {
  const text = (from: number, to: number): string =>
    block.toString('latin1', from, to).replace(/\0.*$/s, '').trim();
  if (Number.parseInt(text(148, 156), 8) !== checksum(block)) throw new Error('it is no archive, or damaged');
  return { name: text(0, NAME_BYTES), type: text(156, 157), bytes: Number.parseInt(text(124, 136), 8) };
}

/** The sum of all bytes, with those of the sum itself taken for spaces. */
function checksum(block: Buffer): number {
  return block.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 0x20 : byte), 0);
}
