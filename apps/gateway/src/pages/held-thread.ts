import { DomainError, type Lang } from '@board/contracts';
import type { KnownVersions } from '../feed/known-versions.js';
import type { Look } from '../look/look.service.js';
import type { Evictable } from './cache-store.js';
import type { FlightSlots } from './flight-slots.js';
import type { ThreadPlace } from './place.js';
import { readThreadDelta } from './thread-delta.js';
import { ThreadCopy, type ThreadDelta } from './thread-copy.js';
import { pause } from './pause.js';

/** A thread is asked about at most this often for a language (ms). */
const EVERY_MS = 20;

interface Ask {
  floor: number;
  readonly promise: Promise<ThreadCopy>;
  readonly resolve: (copy: ThreadCopy) => void;
  readonly reject: (error: unknown) => void;
}

export interface HeldThreadTools {
  readonly look: Look;
  readonly known: KnownVersions;
  readonly slots: FlightSlots;
  /** Notes what the copy weighs now. */
  readonly weighed: (held: HeldThread) => void;
}

/** A thread in one language that somebody follows: the copy, and the one flight at a time that brings it forward. */
export class HeldThread implements Evictable {
  copy: ThreadCopy | undefined;
  /** The highest version that was told. */
  wanted = 0;
  usedAt = performance.now();
  /** When the last flight began. */
  askedAt = -Infinity;
  /** Told whenever the copy moved. */
  onMove: (() => void) | undefined;
  /** What is older than this still shows a post that went. */
  private floor = 0;
  private readGeneration = -1;
  private next: Ask | undefined;
  private flying = false;
  private closed = false;

  constructor(
    readonly place: ThreadPlace,
    readonly lang: Lang,
    private readonly tools: HeldThreadTools,
  ) {}

  /** The feed told a version, and posts that must not be shown any more, or not with their files. */
  told(version: number, gone: readonly number[]): void {
    this.wanted = Math.max(this.wanted, version);
    if (gone.length > 0) this.floor = Math.max(this.floor, version);
    // What the whole thread is called, and how it is shown elsewhere, comes from its first post.
    if (gone.includes(this.place.thread)) this.copy = undefined;
    else this.copy?.forget(gone, version);
  }

  /** Its owner said, after a gap in the feed, that nothing is newer than this, if it moved at all. */
  confirm(version: number | undefined): void {
    if (version !== undefined) this.distrust(version);
    this.readGeneration = this.tools.known.generation;
  }

  /** It moved up to `version`, nobody knows how: that may have been deletions. */
  distrust(version: number): void {
    this.wanted = Math.max(this.wanted, version);
    this.floor = Math.max(this.floor, version);
    this.copy = undefined;
  }

  /** Whether the copy is all there is to know: nothing newer was told, by a feed without a gap. */
  get sound(): boolean {
    const { known } = this.tools;
    return (
      this.copy !== undefined &&
      this.copy.version >= this.wanted &&
      known.flowing &&
      this.readGeneration === known.generation
    );
  }

  /** Whether the feed has begun to flow since the copy was asked for: what was told before that, nobody here heard. */
  get deaf(): boolean {
    const { known } = this.tools;
    return known.flowing && this.readGeneration !== known.generation;
  }

  /** A copy that reaches down to `floor` and is as new as anybody knows: from memory, or else asked for. */
  reach(floor: number): Promise<ThreadCopy> | ThreadCopy {
    return this.copy && this.sound && this.copy.floor <= floor ? this.copy : this.ask(floor);
  }

  /** Asks what is new now; the copy then reaches down to `floor` at least. Throws what the flight throws. */
  ask(floor: number): Promise<ThreadCopy> {
    if (this.closed) return Promise.reject(new DomainError('unavailable'));
    this.next ??= { floor, ...Promise.withResolvers<ThreadCopy>() };
    this.next.floor = Math.min(this.next.floor, floor);
    const { promise } = this.next;
    if (!this.flying) void this.fly();
    return promise;
  }

  /** Ends it: another epoch or look has begun. */
  close(): void {
    this.closed = true;
    this.copy = undefined;
  }

  evicted(): void {
    this.copy?.shrink();
  }

  private async fly(): Promise<void> {
    this.flying = true;
    while (this.next) {
      const rest = this.askedAt + EVERY_MS - performance.now();
      if (rest > 0) await pause(rest);
      await this.tools.slots.run(() => this.flyOnce(this.next as Ask), true);
    }
    this.flying = false;
  }

  private async flyOnce(ask: Ask): Promise<void> {
    const { look, known } = this.tools;
    this.next = undefined;
    this.askedAt = performance.now();
    const { generation, flowing } = known;
    const base = this.copy !== undefined && this.copy.floor <= ask.floor ? this.copy : undefined;
    const after = base?.version ?? ask.floor;
    try {
      const delta = await readThreadDelta(look, this.place, this.lang, after);
      if (delta.epoch === known.epoch && delta.version < this.floor) return this.askAgain(ask);
      const copy = this.take(delta, base, after);
      this.readGeneration = flowing ? generation : -1;
      ask.resolve(copy);
      this.onMove?.();
    } catch (error) {
      ask.reject(error);
    }
  }

  private askAgain(ask: Ask): void {
    if (!this.next) {
      this.next = ask;
      return;
    }
    this.next.floor = Math.min(this.next.floor, ask.floor);
    this.next.promise.then(ask.resolve, ask.reject);
  }

  private take(delta: ThreadDelta, base: ThreadCopy | undefined, after: number): ThreadCopy {
    const { known } = this.tools;
    const accepted = known.accept(delta.epoch, this.askedAt);
    // Accepting may have begun another epoch, which closes this; and `base` may have been shrunk or let go meanwhile.
    const mixed = base && (base.epoch !== delta.epoch || base.look !== delta.look);
    if (!accepted || this.closed || mixed) throw new DomainError('unavailable');
    known.read(this.place.board, delta.boardVersion);
    const kept = base !== undefined && base === this.copy ? base : undefined;
    if (kept) kept.apply(delta);
    this.copy = kept ?? new ThreadCopy(delta, after);
    this.tools.weighed(this);
    return this.copy;
  }
}
