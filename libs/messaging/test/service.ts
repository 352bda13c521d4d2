import 'reflect-metadata';
import type { INestApplication, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Nats } from '../src/connection/nats.js';
import {
  connectMessaging,
  EventPublisher,
  Feed,
  MessagingModule,
  type MessagingOptions,
  RpcClient,
} from '../src/index.js';

export interface Service {
  app: INestApplication;
  rpc: RpcClient;
  publisher: EventPublisher;
  feed: Feed;
  nats: Nats;
  close(): Promise<void>;
}

/** A service as its own `main.ts` would start it, in this process; each has its own connection. */
export async function startService(options: MessagingOptions, ...controllers: Type[]): Promise<Service> {
  class Root {}
  const app = await NestFactory.create(
    { module: Root, imports: [MessagingModule.forRoot(options)], controllers },
    new FastifyAdapter(),
    { logger: false, abortOnError: false },
  );
  connectMessaging(app);
  await app.init();
  await app.startAllMicroservices();
  return {
    app,
    rpc: app.get(RpcClient),
    publisher: app.get(EventPublisher),
    feed: app.get(Feed),
    nats: app.get(Nats),
    close: () => app.close(),
  };
}
