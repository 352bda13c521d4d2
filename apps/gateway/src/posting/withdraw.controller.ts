import { DomainError, PostNo, WithdrawPost } from '@board/contracts';
import { RpcClient } from '@board/messaging';
import { Controller, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config.js';
import { type Fields, oneOf, readForm } from '../http/form.js';
import { cookieOf } from '../http/language.js';
import { cookie } from '../http/set-cookie.js';
import { Visitors } from '../http/visitors.service.js';
import { FRESH, freshValue } from './fresh.cookie.js';
import { placeOf, threadPath } from './place.js';

const LIMITS = { bytes: 16_384, fieldBytes: 1_000 };
const PASSWORD_CHARS = 200;

/** Where people take their posts back. */
@Controller()
export class WithdrawController {
  constructor(
    private readonly rpc: RpcClient,
    private readonly visitors: Visitors,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  @Post(':board/delete')
  async withdraw(
    @Param('board') slug: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { board } = placeOf(slug, null);
    const { fields, problem } = await readForm(
      request.raw,
      LIMITS,
      async ({ stream }) => void stream.resume(),
    );
    if (problem) throw problem;
    const asked = { ...readFields(fields), board, cloak: this.visitors.cloakOf(request.raw) };
    const done = await this.rpc.call(WithdrawPost, asked);
    const whole = done.no === done.thread && asked.only === 'post';
    await reply
      .status(303)
      .header(
        'set-cookie',
        cookie(
          FRESH.name,
          freshValue(cookieOf(request.headers.cookie, FRESH.name), done),
          FRESH.seconds,
          this.config,
        ),
      )
      .header('cache-control', 'no-store')
      .header('location', whole ? `/${board}/` : threadPath(board, done.thread))
      .send();
  }
}

/** Throws form_invalid with the field that is not right. */
function readFields(fields: Fields): { no: number; password: string; only: 'post' | 'files' } {
  const no = PostNo.safeParse(Number(oneOf(fields, 'no')?.trim()));
  if (!no.success) throw new DomainError('form_invalid', { field: 'no' });
  const password = oneOf(fields, 'password') ?? '';
  if (password.length > PASSWORD_CHARS) throw new DomainError('form_invalid', { field: 'password' });
  const only = oneOf(fields, 'only') || 'post';
  if (only !== 'post' && only !== 'files') throw new DomainError('form_invalid', { field: 'only' });
  return { no: no.data, password, only };
}
