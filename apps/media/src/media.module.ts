import { Module, type DynamicModule } from '@nestjs/common';
import { MessagingModule, natsAddress } from '@board/messaging';
import { IngestController } from './files/ingest.controller.js';
import { IngestFileHandler } from './files/ingest-file.handler.js';
import { BannedFilesListener } from './gone/banned-files.listener.js';
import { JudgeCopiesHandler } from './gone/judge-copies.handler.js';
import { JudgeFilesHandler } from './gone/judge-files.handler.js';
import { ReleasedFilesListener } from './gone/released-files.listener.js';
import { SweepController } from './gone/sweep.controller.js';
import { SweepSchedule } from './gone/sweep.schedule.js';
import { SweepStoreHandler } from './gone/sweep-store.handler.js';
import { MEDIA_CONFIG, type MediaConfig } from './media.config.js';
import { mediaMetrics } from './media.metrics.js';
import { StoreHealth } from './store/store.health.js';
import { StoreOwner } from './store/store-owner.js';
import { storeProvider } from './store/store.provider.js';

@Module({})
export class MediaModule {
  static forRoot(config: MediaConfig): DynamicModule {
    return {
      module: MediaModule,
      imports: [MessagingModule.forRoot({ service: 'media', ...natsAddress(config) })],
      controllers: [IngestController, SweepController, ReleasedFilesListener, BannedFilesListener],
      providers: [
        { provide: MEDIA_CONFIG, useValue: config },
        ...mediaMetrics,
        storeProvider,
        StoreHealth,
        IngestFileHandler,
        JudgeFilesHandler,
        JudgeCopiesHandler,
        SweepStoreHandler,
        StoreOwner,
        SweepSchedule,
      ],
    };
  }
}
