/**
 * The same bytes in memory of their own, for what is kept: Node gives small buffers out of blocks of 64 kB, and one that
 * stays holds its whole block.
 */
export function ownBytes(bytes: Buffer): Buffer {
  const own = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(own);
  return own;
}
