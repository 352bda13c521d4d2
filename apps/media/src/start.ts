import 'reflect-metadata';
import { connectMessaging, setContextHooks } from '@board/messaging';
import { bootstrap, loadConfig, requestContext } from '@board/platform';
import { MediaConfig } from './media.config.js';
import { MediaModule } from './media.module.js';

const config = loadConfig(MediaConfig);
setContextHooks(requestContext);
await bootstrap({ name: 'media', module: MediaModule.forRoot(config), config, connect: connectMessaging });
