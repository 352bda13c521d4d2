import { connect, type Socket } from 'node:net';

/**
 * A live reader as light as can be, so that it is the gateway that is measured: one socket, no parser. `hear` is given
 * the text as it comes. Resolves when the stream is open; throws when it is refused.
 */
export function openStream(url: URL, address: string, hear: (text: string) => void): Promise<Socket> {
  const socket = connect(Number(url.port), url.hostname);
  socket.setEncoding('utf8');
  socket.write(
    `GET ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\nAccept: text/event-stream\r\n` +
      `X-Forwarded-For: ${address}\r\n\r\n`,
  );
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('data', (head: string) => {
      if (!head.startsWith('HTTP/1.1 200')) reject(new Error(`A reader was refused: ${head.slice(0, 200)}`));
      socket.on('data', hear);
      resolve(socket);
    });
  });
}

/** Below what one address may hold open. */
const PER_ADDRESS = 10;

/** The address of the reader of that number, out of 198.19.0.0/16, where no poster is. */
export function readerAddress(index: number): string {
  const household = Math.floor(index / PER_ADDRESS);
  return `198.19.${200 + Math.floor(household / 250)}.${household % 250}`;
}
