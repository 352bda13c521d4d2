import { Counter, Gauge } from 'prom-client';

/** Plain numbers: sending to thousands of readers must not cost a call to a metric each. */
export const liveCounts = { sent: 0, refused: 0 };

export const liveMessages = new Counter({
  name: 'gateway_live_messages_total',
  help: 'Changes sent to live readers, and readers refused for the bounds on streams',
  labelNames: ['outcome'],
  collect() {
    this.reset();
    this.inc({ outcome: 'sent' }, liveCounts.sent);
    this.inc({ outcome: 'refused' }, liveCounts.refused);
  },
});

export const liveReaders = new Gauge({ name: 'gateway_live_readers', help: 'Open streams of live threads' });
