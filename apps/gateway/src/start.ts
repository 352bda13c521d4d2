import 'reflect-metadata';
import { connectMessaging, setContextHooks } from '@board/messaging';
import { bootstrap, loadConfig, requestContext } from '@board/platform';
import { gatewayConfig } from './gateway.config.js';
import { GatewayModule } from './gateway.module.js';
import { openDoor } from './http/open-door.js';
import { fastifyOptions, installEdge } from './http/server.js';
import { installCachedPages } from './pages/cached-pages.hook.js';

const config = loadConfig(gatewayConfig);

setContextHooks(requestContext);
await bootstrap({
  name: 'gateway',
  module: GatewayModule.with(config),
  config,
  fastify: fastifyOptions,
  connect: (app) => {
    installCachedPages(app);
    installEdge(app);
    connectMessaging(app);
  },
  listen: (app) => openDoor(app, config),
});
