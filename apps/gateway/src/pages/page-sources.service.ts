import { GetPage, type Lang } from '@board/contracts';
import { Injectable } from '@nestjs/common';
import { KnownVersions } from '../feed/known-versions.js';
import { Look } from '../look/look.service.js';
import type { PageSource } from './built-page.js';
import type { CachedPage } from './cached-page.js';
import { FlightSlots } from './flight-slots.js';
import type { LatestPlace, ThreadPlace, WholePlace } from './place.js';
import { ThreadCopies } from './thread-copies.service.js';
import { ThreadCopy } from './thread-copy.js';
import { readThreadDelta } from './thread-delta.js';

/** Where pages come from: the renderer, or for a thread that is read live, its copy brought up to date. */
@Injectable()
export class PageSources {
  constructor(
    private readonly look: Look,
    private readonly known: KnownVersions,
    private readonly slots: FlightSlots,
    private readonly copies: ThreadCopies,
  ) {}

  /**
   * Asks for a page as it is now. Undefined when the answer is of an epoch that has ended since, so ask again.
   * `overloaded` when too much is being asked for; otherwise throws what the call throws.
   */
  async fetch(page: CachedPage): Promise<PageSource | undefined> {
    const { place, lang } = page;
    switch (place.page) {
      case 'thread':
        return this.thread(page, place);
      case 'latest':
        return this.fromDelta(place, lang);
      default:
        return this.whole(place, lang);
    }
  }

  /** A page put together without asking anybody, without posts that were told to be gone: of a thread with a copy. */
  remembered(page: CachedPage): PageSource | undefined {
    const copy = page.place.page === 'thread' ? this.copies.find(page.place, page.lang)?.copy : undefined;
    return copy?.floor === 0 ? { ...sourceOf(copy, page.lang), whole: false } : undefined;
  }

  private async thread(page: CachedPage, place: ThreadPlace): Promise<PageSource | undefined> {
    const { lang } = page;
    const held = this.copies.find(place, lang);
    if (held) {
      const { version = -1 } = held.copy ?? {};
      const moved = version > (page.built?.version ?? -1) && version >= page.claimed;
      return sourceOf(await (moved ? held.reach(0) : held.ask(0)), lang);
    }
    return this.fromDelta(place, lang);
  }

  private async fromDelta(place: ThreadPlace | LatestPlace, lang: Lang): Promise<PageSource | undefined> {
    const askedAt = performance.now();
    const delta = await this.slots.run(() => readThreadDelta(this.look, place, lang, 0));
    if (!this.known.accept(delta.epoch, askedAt)) return undefined;
    this.known.read(place.board, delta.boardVersion);
    return sourceOf(new ThreadCopy(delta, 0), lang);
  }

  private async whole(place: WholePlace, lang: Lang): Promise<PageSource | undefined> {
    const askedAt = performance.now();
    const input = { ...place, lang };
    const { look, answer } = await this.slots.run(async () => {
      const before = await this.look.current();
      const answer = await this.look.call(GetPage, input);
      return { look: this.look.id === before ? before : undefined, answer };
    });
    if (look === undefined || !this.known.accept(answer.epoch, askedAt)) return undefined;
    if (place.page !== 'home') this.known.read(place.board, answer.boardVersion ?? answer.version);
    return { ...answer, look, lang, whole: true };
  }
}

function sourceOf(copy: ThreadCopy, lang: Lang): PageSource {
  return { epoch: copy.epoch, version: copy.version, look: copy.look, lang, html: copy.page(), whole: true };
}
