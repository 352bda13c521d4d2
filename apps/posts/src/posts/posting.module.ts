import { Module } from '@nestjs/common';
import { AdmitPostHandler } from './admit-post.handler.js';
import { CreatePostHandler } from './create-post.handler.js';
import { DeletePostHandler } from './delete-post.handler.js';
import { postsCreated } from './posts-created.metric.js';
import { PurgePostHandler } from './purge-post.handler.js';
import { WithdrawPostHandler } from './withdraw-post.handler.js';

@Module({
  controllers: [
    AdmitPostHandler,
    CreatePostHandler,
    DeletePostHandler,
    PurgePostHandler,
    WithdrawPostHandler,
  ],
  providers: [postsCreated],
})
export class PostingModule {}
