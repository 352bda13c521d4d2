import type { ServerResponse } from 'node:http';
import type { Stamp } from '../pages/claim.js';

/** What a reader's page is: its version, and the look it is drawn in, if it says so. */
export interface SeenPage extends Stamp {
  readonly look: string | undefined;
}

/** What may wait to be sent to one reader; who is slower than that is cut and resumes (bytes). */
const UNSENT_BYTES = 256 * 1024;

/** Somebody who follows a thread: an open response, and up to where they have seen it. */
export class LiveReader {
  readonly epoch: string;
  readonly look: string | undefined;
  /** The version up to which everything was sent. */
  at: number;
  readonly joinedAt = performance.now();

  constructor(
    private readonly response: ServerResponse,
    since: SeenPage,
  ) {
    this.epoch = since.epoch;
    this.look = since.look;
    this.at = since.version;
  }

  /** Sends bytes, or cuts the connection when too many wait already. */
  send(bytes: Buffer): void {
    if (this.response.writableLength > UNSENT_BYTES) this.response.destroy();
    else this.response.write(bytes);
  }

  end(last?: Buffer): void {
    if (last) this.response.end(last);
    else this.response.end();
  }
}
