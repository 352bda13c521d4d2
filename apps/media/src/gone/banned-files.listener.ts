import { Controller } from '@nestjs/common';
import { FileBannedV1 } from '@board/contracts';
import { Event, type EventOf, On } from '@board/messaging';
import { JudgeCopiesHandler } from './judge-copies.handler.js';

@Controller()
export class BannedFilesListener {
  constructor(private readonly judgeCopies: JudgeCopiesHandler) {}

  /** Whether it is banned still is asked now: the event may be old. */
  @On(FileBannedV1, { durable: 'media-banned-files' })
  async remove(@Event(FileBannedV1) event: EventOf<typeof FileBannedV1>): Promise<void> {
    await this.judgeCopies.execute(event.data.sha);
  }
}
