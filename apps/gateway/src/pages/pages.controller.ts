import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PageCache } from './page-cache.service.js';
import { archivePlace, boardAtomPlace, boardPlace, catalogPlace } from './place.js';
import { sendPage } from './send-page.js';

/** Home, board pages, archives, catalogs and feeds of boards that are not answered from memory at once. */
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
    await sendPage(this.pages, boardPlace(board), request, reply);
  }

  @Get(':board/catalog')
  async catalog(
    @Param('board') board: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await sendPage(this.pages, catalogPlace(board, query), request, reply);
  }

  @Get([':board/archive', ':board/archive/:number'])
  async archive(
    @Param('board') board: string,
    @Param('number') number: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await sendPage(this.pages, archivePlace(board, number), request, reply);
  }

  @Get(':board/feed.atom')
  async atom(
    @Param('board') board: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await sendPage(this.pages, boardAtomPlace(board), request, reply);
  }

  @Get(':board/:number')
  async boardPage(
    @Param('board') board: string,
    @Param('number') number: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await sendPage(this.pages, boardPlace(board, number), request, reply);
  }
}
