import { Module } from '@nestjs/common';
import { PagesModule } from '../pages/pages.module.js';
import { liveMetrics } from './live.metrics.js';
import { LiveThreads } from './live-threads.service.js';
import { StreamLimits } from './stream-limits.js';
import { ThreadsController } from './threads.controller.js';

@Module({
  imports: [PagesModule],
  controllers: [ThreadsController],
  providers: [LiveThreads, StreamLimits, ...liveMetrics],
  exports: [LiveThreads],
})
export class LiveModule {}
