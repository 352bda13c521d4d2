import type { Stamp } from '../pages/claim.js';
import { stampText } from '../pages/claim.js';

export type LiveEvent = 'posts' | 'gone' | 'reload' | 'poll';

/** One message of an event stream. Browsers drop messages without data, so those that say it all by name repeat it. */
export function message(event: LiveEvent, data: string = event, stamp?: Stamp): Buffer {
  const id = stamp ? `id: ${stampText(stamp)}\n` : '';
  return Buffer.from(`${id}event: ${event}\ndata: ${data.replace(/\r\n?|\n/g, '\ndata: ')}\n\n`);
}

/** How a stream begins: after a break, come again in a second. */
export const OPENING = Buffer.from('retry: 1000\n\n');
/** A comment, so that proxies see life and dead connections are noticed. */
export const HEARTBEAT = Buffer.from(':\n\n');
