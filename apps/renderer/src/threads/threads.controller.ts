import { Controller } from '@nestjs/common';
import { GetThreadDelta } from '@board/contracts';
import { Input, Rpc } from '@board/messaging';
import type { z } from 'zod';
import { LOOK } from '../look/look.id.js';
import { ThreadDeltaHandler } from './thread-delta.handler.js';

@Controller()
export class ThreadsController {
  constructor(private readonly handler: ThreadDeltaHandler) {}

  @Rpc(GetThreadDelta, LOOK)
  delta(
    @Input(GetThreadDelta) input: z.output<typeof GetThreadDelta.input>,
  ): Promise<z.input<typeof GetThreadDelta.output>> {
    return this.handler.delta(input);
  }
}
