import type { Lang } from '@board/contracts';
import { Injectable } from '@nestjs/common';
import { KnownVersions } from '../feed/known-versions.js';
import { Look } from '../look/look.service.js';
import { FlightSlots } from './flight-slots.js';
import { HeldThread, type HeldThreadTools } from './held-thread.js';
import { PageStore } from './page-store.js';
import { pathOf, type ThreadPlace } from './place.js';

/** How long a thread is held after the last use that nobody follows up (ms). */
const IDLE_MS = 30_000;
const LANGS: readonly Lang[] = ['en', 'ru'];

/** The threads of which copies are kept, because they are read live. */
@Injectable()
export class ThreadCopies {
  private readonly held = new Map<string, HeldThread>();
  private readonly tools: HeldThreadTools;

  constructor(
    look: Look,
    known: KnownVersions,
    slots: FlightSlots,
    private readonly store: PageStore,
  ) {
    this.tools = { look, known, slots, weighed: (held) => this.weighed(held) };
    known.onTurn(() => this.clear());
    look.onChange(() => this.clear());
  }

  get size(): number {
    return this.held.size;
  }

  find(place: ThreadPlace, lang: Lang): HeldThread | undefined {
    return this.held.get(keyOf(place, lang));
  }

  /** The thread, held from now on until nobody has used it for 30 s. */
  hold(place: ThreadPlace, lang: Lang): HeldThread {
    const key = keyOf(place, lang);
    let held = this.held.get(key);
    if (!held) {
      held = new HeldThread(place, lang, this.tools);
      this.held.set(key, held);
    }
    held.usedAt = performance.now();
    return held;
  }

  /** The thread's copies, in whichever languages it is held. */
  of(board: string, thread: number): HeldThread[] {
    const place: ThreadPlace = { page: 'thread', board, thread };
    return LANGS.flatMap((lang) => this.find(place, lang) ?? []);
  }

  all(): Iterable<HeldThread> {
    return this.held.values();
  }

  /** Lets go of what nobody has used for a while. */
  sweep(): void {
    const now = performance.now();
    for (const held of this.held.values())
      if (!held.onMove && now - held.usedAt > IDLE_MS) this.release(held);
  }

  release(held: HeldThread): void {
    const key = keyOf(held.place, held.lang);
    if (this.held.get(key) !== held) return;
    held.close();
    this.held.delete(key);
    this.store.delete(key);
  }

  private clear(): void {
    for (const held of [...this.held.values()]) this.release(held);
  }

  private weighed(held: HeldThread): void {
    this.store.set(keyOf(held.place, held.lang), held, held.copy?.bytes ?? 0);
  }
}

function keyOf(place: ThreadPlace, lang: Lang): string {
  return `copy ${lang}${pathOf(place)}`;
}
