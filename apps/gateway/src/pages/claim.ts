import type { Place } from './place.js';

/** What somebody says a page's version is. Versions of different epochs are not comparable. */
export interface Stamp {
  readonly epoch: string;
  readonly version: number;
}

/** Reads `<epoch>.<version>`, as in `since`, `Last-Event-ID` and ETags; undefined for anything else. */
export function parseStamp(text: string | undefined): Stamp | undefined {
  const parts = /^([a-z0-9]{8})\.(\d{1,15})$/.exec(text ?? '');
  return parts ? { epoch: parts[1] as string, version: Number(parts[2]) } : undefined;
}

export function stampText(stamp: Stamp): string {
  return `${stamp.epoch}.${stamp.version}`;
}

/** The ETag of a page: weak, because its gzip and its plain form share it. */
export function etagOf(look: string, lang: string, stamp: Stamp): string {
  return `W/"${look}-${lang}-${stampText(stamp)}"`;
}

/** The newest of our own ETags in an If-None-Match that are of this look and language; other epochs than `epoch` are no claim. */
export function parseEtags(
  header: string | undefined,
  look: string,
  lang: string,
  epoch: string,
): Stamp | undefined {
  if (header === undefined || header.length > 2_000) return undefined;
  let newest: Stamp | undefined;
  for (const part of header.split(',')) {
    const tag = /^\s*(?:W\/)?"([a-z0-9]+)-([a-z]+)-([a-z0-9.]+)"\s*$/.exec(part);
    if (tag?.[1] !== look || tag[2] !== lang) continue;
    const stamp = parseStamp(tag[3]);
    if (stamp?.epoch === epoch && stamp.version > (newest?.version ?? -1)) newest = stamp;
  }
  return newest;
}

/** One place in the cookie `fresh`: where its owner has just posted, and what the versions became. */
export interface FreshPost {
  readonly epoch: string;
  readonly board: string;
  readonly thread: number;
  readonly boardVersion: number;
  readonly threadVersion: number;
}

/** Reads the cookie `fresh`: `<epoch>.<board>.<thread>.<boardVersion>.<threadVersion>` joined by `~`, four at most. */
export function parseFresh(cookie: string | undefined): FreshPost[] {
  if (cookie === undefined) return [];
  return cookie
    .slice(0, 400)
    .split('~', 4)
    .flatMap((entry) => {
      const parts = /^([a-z0-9]{8})\.([a-z0-9]{1,16})\.(\d{1,10})\.(\d{1,15})\.(\d{1,15})$/.exec(entry);
      if (!parts) return [];
      const [, epoch = '', board = '', thread, boardVersion, threadVersion] = parts;
      return [
        {
          epoch,
          board,
          thread: Number(thread),
          boardVersion: Number(boardVersion),
          threadVersion: Number(threadVersion),
        },
      ];
    });
}

/**
 * The version that this page must have for somebody with these fresh posts, or undefined. The home page's version is a
 * sum that no single post tells, so a post of which `toldVersion` knows nothing yet asks for any newer one: Infinity.
 */
export function wantedBy(
  posts: readonly FreshPost[],
  place: Place,
  epoch: string,
  toldVersion: (board: string) => number,
): number | undefined {
  let wanted: number | undefined;
  for (const post of posts) {
    const version = post.epoch === epoch ? versionFor(post, place, toldVersion) : undefined;
    if (version !== undefined && version > (wanted ?? -1)) wanted = version;
  }
  return wanted;
}

function versionFor(
  post: FreshPost,
  place: Place,
  toldVersion: (board: string) => number,
): number | undefined {
  if (place.page === 'home') return post.boardVersion > toldVersion(post.board) ? Infinity : undefined;
  if (place.board !== post.board) return undefined;
  if (!('thread' in place)) return post.boardVersion;
  return place.thread === post.thread ? post.threadVersion : undefined;
}
