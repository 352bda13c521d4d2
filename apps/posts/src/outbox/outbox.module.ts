import { Global, Module } from '@nestjs/common';
import { Lease } from './lease.js';
import { Outbox } from './outbox.js';
import { OutboxRelay } from './outbox.relay.js';
import { StreamWatch } from './stream.watch.js';

@Global()
@Module({ providers: [Outbox, OutboxRelay, Lease, StreamWatch], exports: [Outbox] })
export class OutboxModule {}
