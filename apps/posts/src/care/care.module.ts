import { Module } from '@nestjs/common';
import { GetFileSummaryHandler } from './get-file-summary.handler.js';
import { GetPostSummaryHandler } from './get-post-summary.handler.js';
import { GetPostsStatusHandler } from './get-posts-status.handler.js';
import { GetTrashHandler } from './get-trash.handler.js';
import { ListActsHandler } from './list-acts.handler.js';
import { RestorePostHandler } from './restore-post.handler.js';

/** What caretakers look at, and the way back from the trash. */
@Module({
  controllers: [
    GetFileSummaryHandler,
    GetPostSummaryHandler,
    GetPostsStatusHandler,
    GetTrashHandler,
    ListActsHandler,
    RestorePostHandler,
  ],
})
export class CareModule {}
