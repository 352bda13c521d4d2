import { createWriteStream, renameSync, statSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from './settings.ts';

const MAX_BYTES = 10_000_000;

/** Where the lines that a process writes are kept. */
export interface Log {
  /** As people are told where to look. */
  readonly place: string;
  write(line: string): void;
}

/** The log of a part of the house: a file of its own, or the starter's stdout. */
export function openLog({ LOG_TO }: Pick<Settings, 'LOG_TO'>, folder: string, name: string): Log {
  if (LOG_TO === 'files') return new LogFile(join(folder, `${name}.log`));
  return { place: 'this output', write: (line) => void process.stdout.write(`${line}\n`) };
}

/** A log that keeps its last 10 to 20 MB: when full it becomes `<path>.1`. */
class LogFile implements Log {
  readonly place: string;
  private stream: WriteStream;
  private bytes: number;

  constructor(path: string) {
    this.place = path;
    this.bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    this.stream = this.open('a');
  }

  write(line: string): void {
    if (this.bytes > MAX_BYTES) {
      this.stream.end();
      renameSync(this.place, `${this.place}.1`);
      this.stream = this.open('w');
      this.bytes = 0;
    }
    if (this.stream.destroyed) this.stream = this.open('a');
    this.bytes += line.length + 1;
    this.stream.write(`${line}\n`);
  }

  private open(flags: 'a' | 'w'): WriteStream {
    const stream = createWriteStream(this.place, { flags, mode: 0o600 });
    // A disk that is full must not end the board; what watches over the disk tells of it, and the next line tries again.
    stream.on('error', () => stream.destroy());
    return stream;
  }
}
