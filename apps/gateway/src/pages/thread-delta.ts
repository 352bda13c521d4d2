import { DomainError, type Fragment, GetThreadDelta, type Lang } from '@board/contracts';
import type { Look } from '../look/look.service.js';
import type { LatestPlace, ThreadPlace } from './place.js';
import type { ThreadDelta } from './thread-copy.js';

/** A cursor after every post of a version: numbers are below it. */
const LAST_NO = 2_147_483_647;

/**
 * Asks a renderer what changed in a thread, or in its end, after `after` (0: all of it), page by page until the last. Started again
 * when the look or the epoch changed on the way, or the thread while its end was read: that has no tombstones. Throws DomainError `thread_gone` for a deleted thread, and what the
 * call throws.
 */
export async function readThreadDelta(
  look: Look,
  place: ThreadPlace | LatestPlace,
  lang: Lang,
  after: number,
): Promise<ThreadDelta> {
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const delta = await readOnce(look, place, lang, after);
    if (delta) return delta;
  }
  throw new DomainError('unavailable');
}

async function readOnce(
  look: Look,
  place: ThreadPlace | LatestPlace,
  lang: Lang,
  after: number,
): Promise<ThreadDelta | undefined> {
  const id = await look.current();
  const fragments = new Map<number, Fragment>();
  const { board, thread } = place;
  const latest = place.page === 'latest';
  let epoch: string | undefined;
  let version: number | undefined;
  let cursor = { version: after, no: after === 0 ? 0 : LAST_NO };
  for (;;) {
    const part = await look.call(GetThreadDelta, {
      board,
      thread,
      after: cursor,
      lang,
      ...(latest && { latest }),
    });
    if (look.id !== id || part.epoch !== (epoch ??= part.epoch)) return undefined;
    if (latest && part.version !== (version ??= part.version)) return undefined;
    if (part.gone) throw new DomainError('thread_gone', { board, thread });
    for (const fragment of part.fragments) fragments.set(fragment.no, fragment);
    if (part.next) {
      cursor = part.next;
      continue;
    }
    const { boardVersion, head, state, tail } = part;
    return {
      look: id,
      epoch,
      version: part.upTo ?? part.version,
      boardVersion,
      head,
      state,
      tail,
      fragments,
    };
  }
}
