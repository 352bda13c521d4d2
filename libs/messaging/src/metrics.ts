import { Counter, Histogram } from 'prom-client';

const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 20, 60];

/** Seconds from a question's arrival to its answer, by contract and outcome (`ok` or the error's kind). */
export const serverCalls = new Histogram({
  name: 'rpc_server_call_duration_seconds',
  help: 'Time to answer a call, by method and outcome',
  labelNames: ['method', 'outcome'],
  buckets,
});

/** Seconds of one attempt as the caller saw it. */
export const clientCalls = new Histogram({
  name: 'rpc_client_call_duration_seconds',
  help: 'Time of one attempt of a call, by method and outcome',
  labelNames: ['method', 'outcome'],
  buckets,
});

/** Seconds of one delivery of an event, by durable consumer and what became of it: acked, retried, dead. */
export const deliveries = new Histogram({
  name: 'messaging_process_duration_seconds',
  help: 'Time to handle one delivery of an event, by consumer and outcome',
  labelNames: ['consumer', 'outcome'],
  buckets,
});

/** Events published, by type and outcome: stored, duplicate, failed. */
export const publishes = new Counter({
  name: 'messaging_published_events_total',
  help: 'Events published, by type and outcome',
  labelNames: ['type', 'outcome'],
});
