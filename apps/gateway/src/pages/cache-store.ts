import { LRUCache } from 'lru-cache';

/** Something that takes memory and can do without it. */
export interface Evictable {
  /** Called when the memory is needed for something else. */
  evicted(): void;
}

/** What one entry takes besides its bytes: itself, its key, its headers. */
const ENTRY_BYTES = 2_000;

/** All that a gateway keeps of pages, least recently used first out, bounded by bytes in and outside the heap alike. */
export class CacheStore<T extends Evictable> {
  private readonly lru: LRUCache<string, { readonly item: T }>;

  constructor(bytes: number) {
    this.lru = new LRUCache({
      maxSize: bytes,
      dispose: ({ item }, key, why) => {
        if (why === 'evict') item.evicted();
        this.removed(item, key);
      },
    });
  }

  get bytes(): number {
    return this.lru.calculatedSize;
  }

  get size(): number {
    return this.lru.size;
  }

  /** The entry, which counts as used now. */
  get(key: string): T | undefined {
    return this.lru.get(key)?.item;
  }

  /** The entry, without that counting as a use. */
  peek(key: string): T | undefined {
    return this.lru.peek(key)?.item;
  }

  /** Keeps an entry, or notes what it weighs now. One that is bigger than everything is not kept. */
  set(key: string, item: T, bytes: number): void {
    // In a box of its own each time: the cache does not weigh again what it holds already.
    this.lru.set(key, { item }, { size: ENTRY_BYTES + bytes, noDisposeOnSet: true });
  }

  delete(key: string): void {
    this.lru.delete(key);
  }

  *values(): Iterable<T> {
    for (const { item } of this.lru.values()) yield item;
  }

  /** Called when an entry is not kept any more. */
  protected removed(_item: T, _key: string): void {}
}
