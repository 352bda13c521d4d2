import type { Lang } from '@board/contracts';
import { Nats } from '@board/messaging';
import { Injectable } from '@nestjs/common';
import { KnownVersions } from '../feed/known-versions.js';
import { Look } from '../look/look.service.js';
import type { BuiltPage } from './built-page.js';
import type { CachedPage } from './cached-page.js';
import { type FreshPost, parseEtags, wantedBy } from './claim.js';
import { PageCounts, type PageOutcome } from './page-counts.js';
import { PageFlights } from './page-flights.service.js';
import { PageStore } from './page-store.js';
import { pause, within } from './pause.js';
import type { Place } from './place.js';

/** How long anybody waits for a newer page where an older one is held (ms). */
const PATIENCE_MS = 2_000;
/** How often somebody who waits looks up whether waiting still makes sense (ms). */
const LOOK_UP_MS = 100;

/** What a visitor says they know: the cookie `fresh` and If-None-Match. */
export interface Claims {
  readonly fresh: readonly FreshPost[];
  readonly ifNoneMatch: string | undefined;
}

export type Answer =
  /** What the visitor has is as new as `version`, or newer. */
  | { readonly unchanged: true; readonly page: BuiltPage; readonly version: number }
  /** `stale`: the owner could not be asked whether there is anything newer. */
  | { readonly unchanged: false; readonly page: BuiltPage; readonly stale: boolean };

/**
 * Pages by version. What a feed without gaps says is the newest is answered from memory; anything else is asked for
 * first. A page never goes back in time for a visitor who says what they have seen.
 */
@Injectable()
export class PageCache {
  constructor(
    private readonly store: PageStore,
    private readonly flights: PageFlights,
    private readonly known: KnownVersions,
    private readonly look: Look,
    private readonly nats: Nats,
    private readonly counts: PageCounts,
  ) {}

  /** The page at a path if it may be sent at once, asking nobody; undefined otherwise. */
  currentAt(path: string, lang: Lang): BuiltPage | undefined {
    const page = this.store.pageAt(path, lang);
    return page?.current && this.known.awake ? page.built : undefined;
  }

  /**
   * The page for a visitor, asked for if need be. Throws DomainError: what its owner refuses with, or `unavailable`,
   * `timeout`, `overloaded` when it could not be asked and nothing is held.
   */
  async answer(place: Place, lang: Lang, claims: Claims): Promise<Answer> {
    const page = this.store.page(place, lang);
    const arrived = performance.now();
    try {
      for (;;) {
        const answer = this.answerNow(page, claims, arrived);
        if (answer) return answer;
        await this.wait(page);
      }
    } catch (error) {
      this.counts.failed += 1;
      throw error;
    }
  }

  /** What can be answered now to somebody who arrived then; undefined when there is something to wait for. */
  private answerNow(page: CachedPage, claims: Claims, arrived: number): Answer | undefined {
    const { built } = page;
    const failed = page.failedFrom >= arrived;
    const tag = this.tagOf(page, claims);
    const wanted = this.wanted(page, claims, tag);
    const lacks = (built?.version ?? -1) < wanted;
    // Also where nothing is held: a copy in memory that is older than this is then no answer.
    if (lacks && wanted < Infinity) page.claimed = Math.max(page.claimed, wanted);
    if (!built) {
      if (page.error && (failed || page.standingError)) throw page.error;
      return undefined;
    }
    const asked = page.flownFrom >= arrived;
    if (asked) return this.reply(built, tag, 'asked');
    if (page.current && this.known.awake && !lacks) return this.reply(built, tag, 'hit');
    if (tag > built.version && tag > page.refuted && tag >= page.known && this.known.flowing) {
      void this.refreshBehind(page);
      return this.unchanged(built, tag);
    }
    if (failed || !this.nats.connected) return this.reply(built, tag, 'stale');
    const now = performance.now();
    // A flight that takes that long already is not waited for by those who come later, unless they know of more.
    const since = page.flight && !lacks ? Math.min(arrived, page.flightBegan) : arrived;
    if (now >= since + PATIENCE_MS) return this.reply(built, tag, 'stale');
    if (!lacks && !page.flight && page.mayFlyAt() > now)
      return this.reply(built, tag, page.error ? 'stale' : 'older');
    return undefined;
  }

  /** Waits for the page's flight, begun now if it may be, or until it may be begun. */
  private async wait(page: CachedPage): Promise<void> {
    const rest = page.mayFlyAt() - performance.now();
    if (!page.flight && rest > 0) return pause(rest);
    await within(this.flights.begin(page), LOOK_UP_MS);
  }

  /** The version of our ETag that the visitor holds, of this look, language and epoch; -1 without one. */
  private tagOf(page: CachedPage, { ifNoneMatch }: Claims): number {
    if (ifNoneMatch === undefined || this.look.id === undefined || this.known.epoch === undefined) return -1;
    return parseEtags(ifNoneMatch, this.look.id, page.lang, this.known.epoch)?.version ?? -1;
  }

  /** The version that a visitor must not be shown less of without the owner having been asked; -1 for any. */
  private wanted(page: CachedPage, { fresh }: Claims, tag: number): number {
    const { epoch } = this.known;
    const posted =
      epoch === undefined
        ? undefined
        : wantedBy(fresh, page.place, epoch, (slug) => this.known.toldVersion(slug));
    return Math.max(posted ?? -1, tag);
  }

  /** Has the page asked for as soon as it may be, once for all who claim meanwhile. */
  private async refreshBehind(page: CachedPage): Promise<void> {
    if (page.refreshing) return;
    page.refreshing = true;
    await pause(Math.max(0, page.mayFlyAt() - performance.now()));
    await this.flights.begin(page);
    page.refreshing = false;
  }

  private reply(page: BuiltPage, tag: number, outcome: PageOutcome): Answer {
    const newer = outcome === 'stale' || outcome === 'older';
    if (page.etag !== '' && (tag === page.version || (newer && tag > page.version)))
      return this.unchanged(page, tag);
    this.counts[outcome] += 1;
    return { unchanged: false, page, stale: outcome === 'stale' };
  }

  private unchanged(page: BuiltPage, version: number): Answer {
    this.counts.unchanged += 1;
    return { unchanged: true, page, version };
  }
}
