import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { acceptsEncoding } from '../http/accept-encoding.js';
import { noneMatch } from '../http/etag.js';
import { Assets } from './assets.service.js';

/** `/static/<look>/<asset>`: a look never changes, so a browser may keep it for ever. */
@Controller()
export class AssetsController {
  constructor(private readonly assets: Assets) {}

  @Get('static/:look/:name')
  async get(
    @Param('look') look: string,
    @Param('name') name: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const asset = await this.assets.get(look, name);
    const accepted = request.headers['accept-encoding'];
    const encoding = (['br', 'gzip'] as const).find((word) => asset[word] && acceptsEncoding(accepted, word));
    const etag = `"${look}${encoding ? `-${encoding}` : ''}"`;
    reply.headers({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': asset.mime,
      vary: 'Accept-Encoding',
      etag,
      ...(encoding && { 'content-encoding': encoding }),
    });
    if (noneMatch(request.headers['if-none-match'], etag)) {
      await reply.status(304).send();
      return;
    }
    await reply.send((encoding && asset[encoding]) ?? asset.identity);
  }
}
