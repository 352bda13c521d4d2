import { Controller, Inject } from '@nestjs/common';
import { GetStoreStatus } from '@board/contracts';
import { Rpc } from '@board/messaging';
import type { z } from 'zod';
import { SweepSchedule } from '../gone/sweep.schedule.js';
import { MEDIA_CONFIG, type MediaConfig } from '../media.config.js';
import { freeBytes } from './free-bytes.js';

@Controller()
export class StoreStatusController {
  constructor(
    @Inject(MEDIA_CONFIG) private readonly config: MediaConfig,
    private readonly schedule: SweepSchedule,
  ) {}

  @Rpc(GetStoreStatus)
  async get(): Promise<z.output<typeof GetStoreStatus.output>> {
    const { STORE_DIR, S3_ENDPOINT, S3_BUCKET, TRASH_KEEP_MS } = this.config;
    const isS3 = S3_ENDPOINT !== undefined;
    return {
      driver: isS3 ? 's3' : 'disk',
      place: isS3 ? `${S3_ENDPOINT}/${S3_BUCKET}` : (STORE_DIR ?? ''),
      freeBytes: isS3 || STORE_DIR === undefined ? null : await freeBytes(STORE_DIR),
      trashKeepMs: TRASH_KEEP_MS,
      upMs: Math.round(process.uptime() * 1000),
      sweep: this.schedule.last,
    };
  }
}
