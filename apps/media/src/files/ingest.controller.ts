import { Controller } from '@nestjs/common';
import { IngestFile, type FileView } from '@board/contracts';
import { Input, Rpc } from '@board/messaging';
import type { z } from 'zod';
import { IngestFileHandler } from './ingest-file.handler.js';

@Controller()
export class IngestController {
  constructor(private readonly ingestFile: IngestFileHandler) {}

  @Rpc(IngestFile)
  ingest(@Input(IngestFile) input: z.output<typeof IngestFile.input>): Promise<FileView> {
    return this.ingestFile.execute(input);
  }
}
