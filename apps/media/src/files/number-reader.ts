import { broken } from './file-refusal.js';

/** Reads numbers (big-endian) and words out of bytes, one after another. A file too short to have them is broken. */
export class NumberReader {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  get left(): number {
    return this.bytes.length - this.at;
  }

  /** A number of 0 to 6 bytes; 0 when it has none. */
  number(length: number): number {
    return length === 0 ? 0 : this.take(length).readUIntBE(0, length);
  }

  word(length: number): string {
    return this.take(length).toString('latin1');
  }

  take(length: number): Buffer {
    if (length > this.left) throw broken();
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
}
