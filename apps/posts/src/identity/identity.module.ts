import { Nats } from '@board/messaging';
import { Global, Module } from '@nestjs/common';
import { Database } from '../database/database.js';
import { type PostsConfig, POSTS_CONFIG } from '../posts.config.js';
import { CheckKeyHandler } from './check-key.handler.js';
import { GetIdentityHandler } from './get-identity.handler.js';
import { Identity } from './identity.js';

@Global()
@Module({
  controllers: [GetIdentityHandler, CheckKeyHandler],
  providers: [
    {
      provide: Identity,
      inject: [Database, Nats, POSTS_CONFIG],
      useFactory: (database: Database, nats: Nats, config: PostsConfig) =>
        Identity.check(database, nats, config),
    },
  ],
  exports: [Identity],
})
export class IdentityModule {}
