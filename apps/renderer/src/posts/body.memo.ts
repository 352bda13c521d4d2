import type { Lang, LivePost } from '@board/contracts';
import { LRUCache } from 'lru-cache';

/** Roughly what an entry costs besides its text: key, strings' headers, the cache's own books. */
const ENTRY_BYTES = 300;

/**
 * What was drawn inside posts, by post, `bodyVersion`, language and page, bounded in bytes. A post whose backlinks alone
 * changed is drawn from here, so a reply that cites costs one body.
 */
export class BodyMemo {
  private readonly drawn: LRUCache<string, string>;

  constructor(maxBytes: number) {
    this.drawn = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: (html) => html.length * 2 + ENTRY_BYTES,
    });
  }

  /** The kept html, else what `draw` makes, which is then kept. */
  get(
    place: { epoch: string; board: string; lang: Lang; page: string },
    post: LivePost,
    draw: () => string,
  ): string {
    const key = `${place.epoch}/${place.board}/${post.no}/${post.bodyVersion}/${place.lang}${place.page}`;
    const kept = this.drawn.get(key);
    if (kept !== undefined) return kept;
    const html = draw();
    this.drawn.set(key, html);
    return html;
  }
}
