import { DomainError, Lang } from '@board/contracts';
import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config.js';
import { oneOf, readForm } from './form.js';
import { localPath } from './local-path.js';
import { cookie } from './set-cookie.js';

const YEAR_S = 365 * 24 * 3600;
const LIMITS = { bytes: 16_384, fieldBytes: 1_000 };

/** Where a reader chooses a language. */
@Controller()
export class LanguageController {
  constructor(@Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig) {}

  @Post('lang')
  async choose(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { fields, problem } = await readForm(
      request.raw,
      LIMITS,
      async ({ stream }) => void stream.resume(),
    );
    if (problem) throw problem;
    const lang = Lang.safeParse(oneOf(fields, 'lang'));
    if (!lang.success) throw new DomainError('form_invalid', { field: 'lang' });
    await reply
      .status(303)
      .header('set-cookie', cookie('lang', lang.data, YEAR_S, this.config))
      .header('cache-control', 'no-store')
      .header('location', localPath(oneOf(fields, 'back')))
      .send();
  }
}
