import { type DynamicModule, Module } from '@nestjs/common';
import { Nats } from './connection/nats.js';
import type { NatsAddress } from './connection/nats-address.js';
import { EventPublisher } from './events/event.publisher.js';
import { Feed } from './events/feed.js';
import { type StreamDeclaration, Topology } from './events/topology.js';
import { messagingMetrics } from './metrics.js';
import { RpcClient } from './rpc/rpc.client.js';

export interface MessagingOptions extends NatsAddress {
  /** The service's name: queue group of its RPCs and name of its connection. */
  service: string;
  /** The streams this service owns. */
  streams?: StreamDeclaration[];
}

export const MESSAGING_OPTIONS = Symbol('messaging options');

/**
 * Everything that crosses NATS, over one connection: `RpcClient`, `EventPublisher`, `Feed` and `Nats` may be injected
 * anywhere. Starting waits until NATS can be reached.
 *
 * @example
 * imports: [MessagingModule.forRoot({
 *   service: 'posts',
 *   ...natsAddress(config),
 *   streams: [{ name: 'POSTS', subjects: ['evt.posts.>'] }],
 * })]
 */
@Module({})
export class MessagingModule {
  static forRoot(options: MessagingOptions): DynamicModule {
    return {
      module: MessagingModule,
      global: true,
      providers: [
        { provide: MESSAGING_OPTIONS, useValue: options },
        { provide: Nats, useFactory: () => Nats.open(options) },
        {
          provide: Topology,
          useFactory: (nats: Nats) => new Topology(nats, options.streams ?? []),
          inject: [Nats],
        },
        ...messagingMetrics,
        RpcClient,
        EventPublisher,
        Feed,
      ],
      exports: [MESSAGING_OPTIONS, Nats, RpcClient, EventPublisher, Feed],
    };
  }
}
