import { Injectable, type Provider } from '@nestjs/common';
import { InjectMetric, makeCounterProvider, makeGaugeProvider } from '@willsoto/nestjs-prometheus';
import type { Counter, Gauge } from 'prom-client';

const FLOWS = 'gateway_feed_flowing';
const EVENTS = 'gateway_feed_events_total';

/** What is counted of the feed. */
@Injectable()
export class FeedMetrics {
  constructor(
    @InjectMetric(FLOWS) readonly flows: Gauge,
    @InjectMetric(EVENTS) readonly events: Counter,
  ) {}
}

export const feedMetrics: Provider[] = [
  FeedMetrics,
  makeGaugeProvider({
    name: FLOWS,
    help: 'Whether the feed of changes flows (1); while it does not, pages are asked for before they are answered',
  }),
  makeCounterProvider({ name: EVENTS, help: 'Events of the feed that were heard' }),
];
