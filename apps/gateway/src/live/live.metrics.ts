import type { Provider } from '@nestjs/common';
import { makeCounterProvider, makeGaugeProvider } from '@willsoto/nestjs-prometheus';
import { LiveCounts } from './live-counts.js';

export const LIVE_READERS = 'gateway_live_readers';

export const liveMetrics: Provider[] = [
  LiveCounts,
  makeCounterProvider({
    name: 'gateway_live_messages_total',
    help: 'Changes sent to live readers, and readers refused for the bounds on streams',
    labelNames: ['outcome'],
    inject: [LiveCounts],
    collect({ sent, refused }: LiveCounts) {
      this.reset();
      this.inc({ outcome: 'sent' }, sent);
      this.inc({ outcome: 'refused' }, refused);
    },
  }),
  makeGaugeProvider({ name: LIVE_READERS, help: 'Open streams of live threads' }),
];
