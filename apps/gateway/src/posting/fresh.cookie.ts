import type { PostAnswer } from '@board/contracts';

/** The name and life of the cookie that tells gateways what its visitor has just changed. */
export const FRESH = { name: 'fresh', seconds: 30 } as const;

const PLACES = 4;
const ENTRY = /^[a-z0-9]{8}\.[a-z0-9]{1,16}\.\d{1,10}\.\d{1,16}\.\d{1,16}$/;

/**
 * The cookie's new value: `<epoch>.<board>.<thread>.<boardVersion>.<threadVersion>` for the place just posted to,
 * then those of `before` (the value that the visitor sent), the last four places, joined by `~`.
 */
export function freshValue(before: string | undefined, made: PostAnswer): string {
  const place = `${made.epoch}.${made.board}.${made.thread}.`;
  const others = (before ?? '').split('~').filter((entry) => ENTRY.test(entry) && !entry.startsWith(place));
  return [`${place}${made.boardVersion}.${made.threadVersion}`, ...others].slice(0, PLACES).join('~');
}
