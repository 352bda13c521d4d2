import type { IncomingMessage } from 'node:http';

/** What a client may still send after it was answered, so that a browser in the middle of an upload reads the answer. */
const BYTES = 64 * 1024 * 1024;
const MS = 30_000;
const LOOK_EVERY_MS = 500;

/**
 * Called when an answer is out while its request still comes in: throws the rest away as it comes, and ends the
 * connection when that is too much or takes too long.
 */
export function discardRest(request: IncomingMessage): void {
  if (request.complete || request.socket.destroyed) return;
  const { socket } = request;
  request.resume();
  const from = socket.bytesRead;
  const until = Date.now() + MS;
  const timer = setInterval(() => {
    if (request.complete || socket.destroyed) clearInterval(timer);
    else if (Date.now() > until || socket.bytesRead - from > BYTES) socket.destroy();
  }, LOOK_EVERY_MS);
  timer.unref();
}
