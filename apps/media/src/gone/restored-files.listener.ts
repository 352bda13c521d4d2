import { Controller } from '@nestjs/common';
import { FileRestoredV1 } from '@board/contracts';
import { Event, type EventOf, On } from '@board/messaging';
import { JudgeFilesHandler } from './judge-files.handler.js';

@Controller()
export class RestoredFilesListener {
  constructor(private readonly judgeFiles: JudgeFilesHandler) {}

  /** Whether it is shown is asked now: the event may be old, and the file deleted again. */
  @On(FileRestoredV1, { durable: 'media-restored-files' })
  async bringBack(@Event(FileRestoredV1) event: EventOf<typeof FileRestoredV1>): Promise<void> {
    await this.judgeFiles.execute([event.data.name], { bringBack: true });
  }
}
