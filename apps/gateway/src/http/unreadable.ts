import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { securityHeaders } from './headers.js';

const WORDS: Record<number, readonly [string, string, string]> = {
  400: ['Bad Request', 'The request could not be read.', 'Запрос не удалось прочитать.'],
  408: ['Request Timeout', 'The request took too long.', 'Запрос шёл слишком долго.'],
  431: [
    'Request Header Fields Too Large',
    'The request headers are too big.',
    'Заголовки запроса слишком велики.',
  ],
};

/** How long the client has for reading the answer. */
const READING_MS = 1_000;
const HEADERS = Object.entries(securityHeaders({ MEDIA_ORIGIN: '', HSTS_MS: undefined }));

/**
 * Answers what Node's parser could not make a request of: a short sentence in both languages, as what the reader
 * speaks was not read. Then the connection ends.
 */
export function answerUnreadable(error: Error & { code?: string }, socket: Socket): void {
  // An answer that has begun must not get a second head in its middle; Node keeps the answer in hand under this name.
  const inHand = (socket as Socket & { _httpMessage?: ServerResponse | null })._httpMessage;
  if (error.code === 'ECONNRESET' || !socket.writable || inHand?.headersSent) {
    socket.destroy();
    return;
  }
  const status =
    error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  const [phrase, english, russian] = WORDS[status] as readonly [string, string, string];
  const body = `${english}\n${russian}\n`;
  const head = [
    `HTTP/1.1 ${status} ${phrase}`,
    'content-type: text/plain; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    'connection: close',
    ...HEADERS.map(([name, value]) => `${name}: ${value}`),
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  setTimeout(() => socket.destroy(), READING_MS).unref();
}
