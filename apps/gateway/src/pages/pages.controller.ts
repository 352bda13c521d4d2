import { DomainError } from '@board/contracts';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PageCache } from './page-cache.service.js';
import { boardPlace } from './place.js';
import { sendPage } from './send-page.js';

/** Home and board pages that are not answered from memory at once. */
@Controller()
export class PagesController {
  constructor(private readonly pages: PageCache) {}

  @Get()
  home(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return sendPage(this.pages, { page: 'home' }, request, reply);
  }

  @Get(':board')
  async board(
    @Param('board') board: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const place = boardPlace(board);
    if (!place) throw new DomainError('page_not_found');
    await sendPage(this.pages, place, request, reply);
  }

  @Get(':board/:number')
  async boardPage(
    @Param('board') board: string,
    @Param('number') number: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const place = boardPlace(board, number);
    if (!place) throw new DomainError('page_not_found');
    await sendPage(this.pages, place, request, reply);
  }
}
