import { MessagingModule, natsAddress } from '@board/messaging';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { setHouseLimits } from './boards/board-limits.js';
import { BoardsModule } from './boards/boards.module.js';
import { CitesModule } from './cites/cites.module.js';
import { DatabaseModule } from './database/database.module.js';
import { FilesModule } from './files/files.module.js';
import { Housekeeping } from './housekeeping.js';
import { IdentityModule } from './identity/identity.module.js';
import { OutboxModule } from './outbox/outbox.module.js';
import { STREAM } from './outbox/stream.js';
import { type PostsConfig, POSTS_CONFIG } from './posts.config.js';
import { PostingModule } from './posts/posting.module.js';
import { ThreadsModule } from './threads/threads.module.js';

/** The service: everything there is about boards, threads and posts. */
@Global()
@Module({})
export class PostsModule {
  static with(config: PostsConfig): DynamicModule {
    setHouseLimits({ fileBytes: config.FILE_BYTES, videoMs: config.VIDEO_MS });
    return {
      module: PostsModule,
      imports: [
        MessagingModule.forRoot({
          service: 'posts',
          ...natsAddress(config),
          streams: [{ name: STREAM, subjects: ['evt.posts.>'] }],
        }),
        DatabaseModule.with(config),
        IdentityModule,
        OutboxModule,
        BoardsModule,
        ThreadsModule,
        PostingModule,
        CitesModule,
        FilesModule,
      ],
      providers: [{ provide: POSTS_CONFIG, useValue: config }, Housekeeping],
      exports: [POSTS_CONFIG],
    };
  }
}
