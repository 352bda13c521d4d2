import { Counter, Gauge } from 'prom-client';

export const postsCreated = new Counter({
  name: 'posts_created_total',
  help: 'Posts made; repeats of a form are not counted',
  labelNames: ['kind'],
});

export const rowsRead = new Counter({
  name: 'posts_rows_read_total',
  help: 'Rows that statements gave back, and posts and edges inside of them',
});

export const relayPublished = new Counter({
  name: 'posts_relay_published_total',
  help: 'Events that the stream has confirmed',
  labelNames: ['type'],
});

export const relayFailures = new Counter({
  name: 'posts_relay_failures_total',
  help: 'Rounds of the relay that ended in an error; their rows wait',
});

export const relayLeader = new Gauge({
  name: 'posts_relay_leader',
  help: '1 while this replica relays the outbox',
});

export const outboxDepth = new Gauge({
  name: 'posts_outbox_unsent',
  help: 'Events that wait to be sent, as the leader saw them last',
});

export const outboxAge = new Gauge({
  name: 'posts_outbox_oldest_seconds',
  help: 'How long the oldest unsent event has waited, as the leader saw it last',
});
