import { Controller } from '@nestjs/common';
import { GetLook } from '@board/contracts';
import { Rpc } from '@board/messaging';
import type { z } from 'zod';
import { ASSETS } from './assets.js';
import { LOOK } from './look.id.js';

/** The one question that is asked without knowing a look. */
@Controller()
export class LookController {
  @Rpc(GetLook)
  look(): z.input<typeof GetLook.output> {
    const assets = ASSETS.map(({ name, mime, body }) => ({ name, mime, bytes: body.length }));
    return { look: LOOK, assets };
  }
}
