import { Module } from '@nestjs/common';
import { LiveModule } from '../live/live.module.js';
import { PagesModule } from '../pages/pages.module.js';
import { feedMetrics } from './feed.metrics.js';
import { GapCheck } from './gap-check.service.js';
import { PostsFeed } from './posts-feed.service.js';

@Module({ imports: [PagesModule, LiveModule], providers: [GapCheck, PostsFeed, ...feedMetrics] })
export class FeedModule {}
