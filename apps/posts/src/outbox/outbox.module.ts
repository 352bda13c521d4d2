import { Global, Module } from '@nestjs/common';
import { Lease } from './lease.js';
import { Outbox } from './outbox.js';
import { OutboxRelay } from './outbox.relay.js';
import { relayMetrics } from './relay.metrics.js';
import { StreamWatch } from './stream.watch.js';

@Global()
@Module({ providers: [Outbox, OutboxRelay, ...relayMetrics, Lease, StreamWatch], exports: [Outbox] })
export class OutboxModule {}
