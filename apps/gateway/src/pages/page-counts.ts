import { Counter, Gauge } from 'prom-client';

/** Plain numbers, so that counting costs the hot path nothing; the metric reads them when it is asked. */
export const pageCounts = { hit: 0, unchanged: 0, asked: 0, older: 0, stale: 0, failed: 0 };
export type PageOutcome = keyof typeof pageCounts;

export const pageAnswers = new Counter({
  name: 'gateway_pages_total',
  help: 'Pages answered: hit (from memory), unchanged (304), asked (its owner first), older (a newer one is known but rests), stale (its owner could not be asked), failed',
  labelNames: ['outcome'],
  collect() {
    this.reset();
    for (const [outcome, count] of Object.entries(pageCounts)) this.inc({ outcome }, count);
  },
});

export const pageFlights = new Counter({
  name: 'gateway_page_flights_total',
  help: 'Times a page was asked of its owner, by outcome: ok, or the kind of error',
  labelNames: ['outcome'],
});

export const cacheBytes = new Gauge({
  name: 'gateway_cache_bytes',
  help: 'Bytes that pages and copies of live threads take',
});
