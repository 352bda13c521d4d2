import type { INestApplication } from '@nestjs/common';
import { getToken } from '@willsoto/nestjs-prometheus';
import { JetStreamServer } from './events/jetstream.server.js';
import { Nats } from './connection/nats.js';
import { MESSAGING_OPTIONS, type MessagingOptions } from './messaging.module.js';
import { DELIVERIES, SERVER_CALLS } from './metrics.js';
import { RpcServer } from './rpc/rpc.server.js';

/**
 * Attaches both transports to an app whose module imports `MessagingModule.forRoot`: `@Rpc` handlers answer and `@On`
 * handlers hear from `app.startAllMicroservices()` on. On close both stop taking work and finish what is in hand.
 *
 * @example
 * await bootstrap({ name: 'posts', module: PostsModule, config, connect: connectMessaging });
 */
export function connectMessaging(app: INestApplication): void {
  const nats = app.get(Nats);
  const { service } = app.get<MessagingOptions>(MESSAGING_OPTIONS);
  app.connectMicroservice({ strategy: new RpcServer(nats, service, app.get(getToken(SERVER_CALLS))) });
  app.connectMicroservice({ strategy: new JetStreamServer(nats, app.get(getToken(DELIVERIES))) });
}
