import 'reflect-metadata';
import { connectMessaging } from '@board/messaging';
import { bootstrap, loadConfig } from '@board/platform';
import { GatewayModule } from './gateway.module.js';
import { gatewayConfig } from './gateway.config.js';
import { fastifyOptions, installEdge } from './http/server.js';

const config = loadConfig(gatewayConfig);

await bootstrap({
  name: 'gateway',
  module: GatewayModule.with(config),
  config,
  fastify: fastifyOptions,
  connect: async (app) => {
    installEdge(app);
    await connectMessaging(app, { service: 'gateway', url: config.NATS_URL });
  },
  listen: async (app) => {
    await app.listen(config.HTTP_PORT, config.HTTP_HOST);
    return app.getUrl();
  },
});
