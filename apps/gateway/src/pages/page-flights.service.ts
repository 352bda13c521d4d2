import { DomainError } from '@board/contracts';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { KnownVersions } from '../feed/known-versions.js';
import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config.js';
import { securityHeaders } from '../http/headers.js';
import { Look } from '../look/look.service.js';
import { buildPage, type BuiltPage, type PageSource } from './built-page.js';
import type { CachedPage } from './cached-page.js';
import { PageSources } from './page-sources.service.js';
import { PageStore } from './page-store.js';
import { PAGE_FLIGHTS } from './pages.metrics.js';
import { typeOf } from './place.js';

/** A flight that began before the wanted version was told is flown once more. */
const ROUNDS = 2;
/** And one during which an epoch or look ended, or a post that it brings was deleted, so often at most. */
const ATTEMPTS = 6;

/** Brings pages from their owner, at most one flight per page at a time. */
@Injectable()
export class PageFlights {
  private readonly log = new Logger(PageFlights.name);
  private readonly headers: Readonly<Record<string, string>>;

  constructor(
    @Inject(GATEWAY_CONFIG) config: GatewayConfig,
    private readonly sources: PageSources,
    private readonly store: PageStore,
    private readonly known: KnownVersions,
    private readonly look: Look,
    @InjectMetric(PAGE_FLIGHTS) private readonly flights: Counter<'outcome'>,
  ) {
    this.headers = securityHeaders(config);
  }

  /** The page's flight: the one under way, or a new one. Never rejects; how it ended is to be seen on the page. */
  begin(page: CachedPage): Promise<void> {
    page.flight ??= this.fly(page);
    return page.flight;
  }

  private async fly(page: CachedPage): Promise<void> {
    try {
      for (let round = 1; ; round += 1) {
        const home = await this.flyOnce(page);
        if (home && (round >= ROUNDS || (page.built?.version ?? -1) >= page.known)) break;
        if (round === ATTEMPTS) throw new DomainError('unavailable');
      }
      this.flights.inc({ outcome: 'ok' });
    } catch (error) {
      await this.failed(page, error);
    } finally {
      page.rest();
      this.store.weigh(page);
    }
  }

  /** False when what came must not be shown: an epoch or look has ended since, or a post was deleted. */
  private async flyOnce(page: CachedPage): Promise<boolean> {
    const { generation, flowing } = this.known;
    const { moves, claimed } = page;
    page.flightBegan = performance.now();
    const source = await this.sources.fetch(page);
    if (!source) return false;
    const built = await this.build(page, source);
    const undoubted = flowing && generation === this.known.generation;
    const current = undoubted && moves === page.moves && source.look === this.look.id;
    if (!page.take(built, current)) return false;
    page.flownFrom = page.flightBegan;
    if (built.version < claimed) page.refuted = Math.max(page.refuted, claimed);
    if (page.claimed === claimed) page.claimed = 0;
    return true;
  }

  private build({ place }: CachedPage, source: PageSource): Promise<BuiltPage> {
    return buildPage(source, typeOf(place), this.headers);
  }

  private async failed(page: CachedPage, error: unknown): Promise<void> {
    if (!(error instanceof DomainError)) this.log.error(error);
    const refusal =
      error instanceof DomainError ? error : new DomainError('internal', undefined, { cause: error });
    this.flights.inc({ outcome: refusal.kind });
    page.fail(refusal);
    const gone = refusal.kind === 'not_found' || refusal.kind === 'gone';
    const source = gone || page.built ? undefined : this.sources.remembered(page);
    if (source) page.makeDo(await this.build(page, source));
  }
}
