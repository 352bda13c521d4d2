import { Controller } from '@nestjs/common';
import { type SweepReport, SweepStore } from '@board/contracts';
import { Input, Rpc } from '@board/messaging';
import type { z } from 'zod';
import { SweepSchedule } from './sweep.schedule.js';

@Controller()
export class SweepController {
  constructor(private readonly schedule: SweepSchedule) {}

  @Rpc(SweepStore)
  sweep(@Input(SweepStore) wish: z.output<typeof SweepStore.input>): Promise<SweepReport> {
    return this.schedule.now(wish);
  }
}
