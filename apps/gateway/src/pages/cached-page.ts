import type { DomainError, Lang } from '@board/contracts';
import type { BuiltPage } from './built-page.js';
import type { Evictable } from './cache-store.js';
import { isWhole, type Place } from './place.js';

/** How often at most a page is asked for because of what visitors claim, and a page that is kept whole at all (ms). */
const HINT_EVERY_MS = 250;
const WHOLE_EVERY_MS = 500;
/** How long an answer "there is no such page" stands, and a failure to get one (ms). */
const MISS_MS = 1_000;
const FAILURE_MS = 500;

/**
 * One page in one language: what is held of it, and what is known about it. All times are `performance.now()`.
 * It asks nobody; it only knows when asking is due and when it may be.
 */
export class CachedPage implements Evictable {
  built: BuiltPage | undefined;
  /** Whether `built` may be sent without asking anybody: nothing newer was told, by a feed that was never in doubt. */
  current = false;
  /** The highest version that the feed told of it. */
  known = 0;
  /** Counts what was told of a page whose version no event names. */
  moves = 0;
  flight: Promise<void> | undefined;
  /** When the last flight began, the last one that came home, and the last one that failed. */
  flightBegan = -Infinity;
  flownFrom = -Infinity;
  failedFrom = -Infinity;
  error: DomainError | undefined;
  /** The highest version that was claimed since the last flight, and up to which claims proved wrong. */
  claimed = 0;
  refuted = 0;
  /** Whether somebody waits to have it asked for because of such a claim. */
  refreshing = false;
  private restUntil = -Infinity;
  private errorUntil = -Infinity;
  /** What is older than this still shows a deleted post. */
  private floor = 0;

  constructor(
    readonly place: Place,
    readonly lang: Lang,
  ) {}

  /** The feed told a newer version; `gone` when something must not be shown any more. */
  told(version: number, gone: boolean): void {
    this.known = Math.max(this.known, version);
    this.errorUntil = -Infinity;
    if (gone) this.floor = Math.max(this.floor, version);
    if (!this.built) return;
    if (this.built.version < this.known) this.current = false;
    if (this.built.version < this.floor) this.drop();
  }

  /** The feed told that something on this page moved, without a version that could be compared. */
  moved(gone: boolean): void {
    this.moves += 1;
    this.current = false;
    if (gone) this.drop();
  }

  /** What is held must not be shown any more. */
  drop(): void {
    this.built = undefined;
    this.current = false;
  }

  evicted(): void {
    this.drop();
  }

  /** Takes what its owner answered; false, and nothing is taken, when that is known to show what is gone. */
  take(built: BuiltPage, current: boolean): boolean {
    if (built.version < this.floor) return false;
    this.error = undefined;
    this.built = built;
    this.current = current && built.version >= this.known;
    return true;
  }

  /** Takes what was put together without its owner, to be shown until that can be asked. */
  makeDo(built: BuiltPage): void {
    this.built = built;
    this.current = false;
  }

  /** The owner was asked in vain. If it said that the page is not there any more, what is held goes too. */
  fail(error: DomainError): void {
    const gone = error.kind === 'not_found' || error.kind === 'gone';
    if (gone) this.drop();
    this.error = error;
    this.errorUntil = performance.now() + (gone ? MISS_MS : FAILURE_MS);
    this.failedFrom = this.flightBegan;
  }

  /** Ends a flight: rebuilding takes at most half of a page's time, and what failed is left alone for a while. */
  rest(): void {
    const now = performance.now();
    this.flight = undefined;
    this.restUntil = now + (this.error ? FAILURE_MS : now - this.flightBegan);
  }

  /** The refusal that still stands while there is nothing to show. */
  get standingError(): DomainError | undefined {
    return this.built === undefined && performance.now() < this.errorUntil ? this.error : undefined;
  }

  /** When it may be asked for again. With nothing to show that is at once, or when a refusal stands no more. */
  mayFlyAt(): number {
    if (!this.built) return this.errorUntil;
    const whole = isWhole(this.place) ? this.flightBegan + WHOLE_EVERY_MS : -Infinity;
    // A page that is current is only asked for because somebody claims to know better.
    const hinted = this.current ? this.flightBegan + HINT_EVERY_MS : -Infinity;
    return Math.max(this.restUntil, whole, hinted);
  }
}
