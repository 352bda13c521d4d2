import 'reflect-metadata';
import { connectMessaging, setContextHooks } from '@board/messaging';
import { bootstrap, loadConfig, requestContext } from '@board/platform';
import { rendererConfig } from './renderer.config.js';
import { RendererModule } from './renderer.module.js';

const config = loadConfig(rendererConfig);

setContextHooks(requestContext);
await bootstrap({
  name: 'renderer',
  module: RendererModule.with(config),
  config,
  connect: connectMessaging,
});
