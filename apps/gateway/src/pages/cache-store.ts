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
  private readonly lru: LRUCache<string, T>;

  constructor(bytes: number) {
    this.lru = new LRUCache<string, T>({
      maxSize: bytes,
      dispose: (item, key, why) => {
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
    return this.lru.get(key);
  }

  /** The entry, without that counting as a use. */
  peek(key: string): T | undefined {
    return this.lru.peek(key);
  }

  /** Keeps an entry, or notes what it weighs now. One that is bigger than everything is not kept. */
  set(key: string, item: T, bytes: number): void {
    this.lru.set(key, item, { size: ENTRY_BYTES + bytes, noDisposeOnSet: true });
  }

  delete(key: string): void {
    this.lru.delete(key);
  }

  values(): Iterable<T> {
    return this.lru.values();
  }

  /** Called when an entry is not kept any more. */
  protected removed(_item: T, _key: string): void {}
}
