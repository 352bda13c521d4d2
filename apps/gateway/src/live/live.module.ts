import { Module } from '@nestjs/common';
import { PagesModule } from '../pages/pages.module.js';
import { LiveThreads } from './live-threads.service.js';
import { StreamLimits } from './stream-limits.js';
import { ThreadsController } from './threads.controller.js';

@Module({
  imports: [PagesModule],
  controllers: [ThreadsController],
  providers: [LiveThreads, StreamLimits],
  exports: [LiveThreads],
})
export class LiveModule {}
