import { Module } from '@nestjs/common';
import { ChangedPostsListener } from './changed-posts.listener.js';
import { PushOff } from '../threads/push-off.js';
import { SettleEdges } from './settle-edges.js';

@Module({ controllers: [ChangedPostsListener], providers: [PushOff, SettleEdges] })
export class CitesModule {}
