import { connectMessaging, setContextHooks } from '@board/messaging';
import { bootstrap, requestContext } from '@board/platform';
import { loadPostsConfig } from './posts.config.js';
import { PostsModule } from './posts.module.js';

const config = loadPostsConfig();
setContextHooks(requestContext);
await bootstrap({ name: 'posts', module: PostsModule.with(config), config, connect: connectMessaging });
