import { Controller } from '@nestjs/common';
import { FileReleasedV1 } from '@board/contracts';
import { Event, type EventOf, On } from '@board/messaging';
import { JudgeFilesHandler } from './judge-files.handler.js';

@Controller()
export class ReleasedFilesListener {
  constructor(private readonly judgeFiles: JudgeFilesHandler) {}

  /**
   * Whether it may go is asked now: the event may be old, and the file shown again. It is then brought back, if whoever
   * had this event before was killed between moving the file and asking once more.
   */
  @On(FileReleasedV1, { durable: 'media-released-files' })
  async remove(@Event(FileReleasedV1) event: EventOf<typeof FileReleasedV1>): Promise<void> {
    await this.judgeFiles.execute([event.data.name], { bringBack: true });
  }
}
