import type { Lang } from '@board/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config.js';
import { CachedPage } from './cached-page.js';
import { CacheStore, type Evictable } from './cache-store.js';
import { pathOf, type Place } from './place.js';

const LANGS: readonly Lang[] = ['en', 'ru'];

/** Everything that `CACHE_BYTES` bounds: pages and the copies of threads that are read live. */
@Injectable()
export class PageStore extends CacheStore<Evictable> {
  /** The pages of each board that show its threads. */
  private readonly ofBoards = new Map<string, Set<CachedPage>>();

  constructor(@Inject(GATEWAY_CONFIG) config: Pick<GatewayConfig, 'CACHE_BYTES'>) {
    super(config.CACHE_BYTES);
  }

  /** The page at a path, if it is known. */
  pageAt(path: string, lang: Lang): CachedPage | undefined {
    const entry = this.get(lang + path);
    return entry instanceof CachedPage ? entry : undefined;
  }

  /** The page of a place, known from now on. */
  page(place: Place, lang: Lang): CachedPage {
    const path = pathOf(place);
    const known = this.pageAt(path, lang);
    if (known) return known;
    const page = new CachedPage(place, lang);
    this.set(lang + path, page, 0);
    if (isOfBoard(place)) {
      const pages = this.ofBoards.get(place.board) ?? new Set();
      this.ofBoards.set(place.board, pages.add(page));
    }
    return page;
  }

  /** Notes what a page weighs now, unless it is not kept any more. */
  weigh(page: CachedPage): void {
    const key = page.lang + pathOf(page.place);
    const { gzip, br } = page.built ?? {};
    if (this.peek(key) === page) this.set(key, page, (gzip?.bytes.length ?? 0) + (br?.bytes.length ?? 0));
  }

  /** All pages of one place, in whichever languages they are known. */
  *at(place: Place): Iterable<CachedPage> {
    const path = pathOf(place);
    for (const lang of LANGS) {
      const entry = this.peek(lang + path);
      if (entry instanceof CachedPage) yield entry;
    }
  }

  /** The pages that show a thread, all of it or its end, and its feed. */
  *ofThread(board: string, thread: number): Iterable<CachedPage> {
    yield* this.at({ page: 'thread', board, thread });
    yield* this.at({ page: 'latest', board, thread });
    yield* this.at({ page: 'thread-atom', board, thread });
  }

  /** All pages that show the threads of a board. */
  ofBoard(board: string): Iterable<CachedPage> {
    return this.ofBoards.get(board) ?? [];
  }

  *pages(): Iterable<CachedPage> {
    for (const entry of this.values()) if (entry instanceof CachedPage) yield entry;
  }

  clearPages(): void {
    for (const page of [...this.pages()]) this.delete(page.lang + pathOf(page.place));
  }

  protected override removed(entry: Evictable): void {
    if (!(entry instanceof CachedPage) || !isOfBoard(entry.place)) return;
    const { board } = entry.place;
    const pages = this.ofBoards.get(board);
    pages?.delete(entry);
    if (pages?.size === 0) this.ofBoards.delete(board);
  }
}

/** Whether it shows the threads of a board. */
function isOfBoard(place: Place): place is Exclude<Place, { page: 'home' } | { thread: number }> {
  return place.page !== 'home' && !('thread' in place);
}
