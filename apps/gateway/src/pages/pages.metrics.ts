import type { Provider } from '@nestjs/common';
import { makeCounterProvider, makeGaugeProvider } from '@willsoto/nestjs-prometheus';
import { PageCounts } from './page-counts.js';
import { PageStore } from './page-store.js';

export const PAGE_FLIGHTS = 'gateway_page_flights_total';

export const pagesMetrics: Provider[] = [
  PageCounts,
  makeCounterProvider({
    name: 'gateway_pages_total',
    help: 'Pages answered: hit (from memory), unchanged (304), asked (its owner first), older (a newer one is known but rests), stale (its owner could not be asked), failed',
    labelNames: ['outcome'],
    inject: [PageCounts],
    collect(counts: PageCounts) {
      this.reset();
      for (const [outcome, count] of Object.entries(counts)) this.inc({ outcome }, count);
    },
  }),
  makeCounterProvider({
    name: PAGE_FLIGHTS,
    help: 'Times a page was asked of its owner, by outcome: ok, or the kind of error',
    labelNames: ['outcome'],
  }),
  makeGaugeProvider({
    name: 'gateway_cache_bytes',
    help: 'Bytes that pages and copies of live threads take',
    inject: [PageStore],
    collect(store: PageStore) {
      this.set(store.bytes);
    },
  }),
];
