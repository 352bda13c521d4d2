import { createWriteStream, renameSync, statSync, type WriteStream } from 'node:fs';

const MAX_BYTES = 10_000_000;

/** A log that keeps its last 10 to 20 MB: when full it becomes `<path>.1`. */
export class LogFile {
  private readonly path: string;
  private stream: WriteStream;
  private bytes: number;

  constructor(path: string) {
    this.path = path;
    this.bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    this.stream = createWriteStream(path, { flags: 'a', mode: 0o600 });
  }

  write(line: string): void {
    if (this.bytes > MAX_BYTES) {
      this.stream.end();
      renameSync(this.path, `${this.path}.1`);
      this.stream = createWriteStream(this.path, { mode: 0o600 });
      this.bytes = 0;
    }
    this.bytes += line.length + 1;
    this.stream.write(`${line}\n`);
  }
}
