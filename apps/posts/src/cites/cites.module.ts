import { Module } from '@nestjs/common';
import { ChangedPostsListener } from './changed-posts.listener.js';
import { SettleEdges } from './settle-edges.js';

@Module({ controllers: [ChangedPostsListener], providers: [SettleEdges] })
export class CitesModule {}
