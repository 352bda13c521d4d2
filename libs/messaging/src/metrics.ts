import type { Provider } from '@nestjs/common';
import { makeCounterProvider, makeHistogramProvider } from '@willsoto/nestjs-prometheus';

/** Seconds from a question's arrival to its answer, by contract and outcome (`ok` or the error's kind). */
export const SERVER_CALLS = 'rpc_server_call_duration_seconds';
/** Seconds of one attempt as the caller saw it. */
export const CLIENT_CALLS = 'rpc_client_call_duration_seconds';
/** Seconds of one delivery of an event, by durable consumer and what became of it: acked, retried, dead. */
export const DELIVERIES = 'messaging_process_duration_seconds';
/** Events published, by type and outcome: stored, duplicate, failed. */
export const PUBLISHES = 'messaging_published_events_total';

const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 20, 60];

export const messagingMetrics: Provider[] = [
  makeHistogramProvider({
    name: SERVER_CALLS,
    help: 'Time to answer a call, by method and outcome',
    labelNames: ['method', 'outcome'],
    buckets,
  }),
  makeHistogramProvider({
    name: CLIENT_CALLS,
    help: 'Time of one attempt of a call, by method and outcome',
    labelNames: ['method', 'outcome'],
    buckets,
  }),
  makeHistogramProvider({
    name: DELIVERIES,
    help: 'Time to handle one delivery of an event, by consumer and outcome',
    labelNames: ['consumer', 'outcome'],
    buckets,
  }),
  makeCounterProvider({
    name: PUBLISHES,
    help: 'Events published, by type and outcome',
    labelNames: ['type', 'outcome'],
  }),
];
