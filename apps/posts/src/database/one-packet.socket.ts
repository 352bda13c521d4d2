import { Socket } from 'node:net';

/**
 * Sends as one packet what is written within one turn. `pg` writes each statement by itself, and every write is a call
 * into the kernel here and a waking of Postgres there: for a post that is a good part of what it costs.
 */
export class OnePacketSocket extends Socket {
  override write(chunk: Uint8Array | string, ...rest: unknown[]): boolean {
    if (this.writableCorked === 0) {
      this.cork();
      process.nextTick(() => this.uncork());
    }
    return super.write(chunk, ...(rest as []));
  }
}
