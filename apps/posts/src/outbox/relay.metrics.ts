import { Injectable, type Provider } from '@nestjs/common';
import { InjectMetric, makeCounterProvider, makeGaugeProvider } from '@willsoto/nestjs-prometheus';
import type { Counter, Gauge } from 'prom-client';

const PUBLISHED = 'posts_relay_published_total';
const FAILURES = 'posts_relay_failures_total';
const LEADER = 'posts_relay_leader';
const DEPTH = 'posts_outbox_unsent';
const AGE = 'posts_outbox_oldest_seconds';

/** What the relay counts. */
@Injectable()
export class RelayMetrics {
  constructor(
    @InjectMetric(PUBLISHED) readonly published: Counter<'type'>,
    @InjectMetric(FAILURES) readonly failures: Counter,
    @InjectMetric(LEADER) readonly leader: Gauge,
    @InjectMetric(DEPTH) readonly depth: Gauge,
    @InjectMetric(AGE) readonly age: Gauge,
  ) {}
}

export const relayMetrics: Provider[] = [
  RelayMetrics,
  makeCounterProvider({
    name: PUBLISHED,
    help: 'Events that the stream has confirmed',
    labelNames: ['type'],
  }),
  makeCounterProvider({
    name: FAILURES,
    help: 'Rounds of the relay that ended in an error; their rows wait',
  }),
  makeGaugeProvider({ name: LEADER, help: '1 while this replica relays the outbox' }),
  makeGaugeProvider({ name: DEPTH, help: 'Events that wait to be sent, as the leader saw them last' }),
  makeGaugeProvider({
    name: AGE,
    help: 'How long the oldest unsent event has waited, as the leader saw it last',
  }),
];
