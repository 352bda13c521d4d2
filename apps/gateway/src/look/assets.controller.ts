import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Assets } from './assets.service.js';
import { Look } from './look.service.js';
import { sendAsset } from './send-asset.js';

const FOR_EVER = 'public, max-age=31536000, immutable';
const FOR_A_DAY = 'public, max-age=86400';

/** The files of looks: under `/static/<look>/`, where they never change, and two at the addresses that are asked for unseen. */
@Controller()
export class AssetsController {
  constructor(
    private readonly assets: Assets,
    private readonly look: Look,
  ) {}

  @Get('static/:look/:name')
  async get(
    @Param('look') look: string,
    @Param('name') name: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const asset = await this.assets.get(look, name);
    await sendAsset(request, reply.header('cache-control', FOR_EVER), asset, look);
  }

  @Get('favicon.ico')
  favicon(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.icon('favicon.ico', request, reply);
  }

  @Get('apple-touch-icon.png')
  touchIcon(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.icon('apple-touch-icon.png', request, reply);
  }

  private async icon(name: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const look = await this.look.current();
    const asset = await this.assets.get(look, name);
    await sendAsset(request, reply.header('cache-control', FOR_A_DAY), asset, look);
  }
}
