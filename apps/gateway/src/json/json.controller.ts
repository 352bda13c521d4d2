import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { acceptsEncoding } from '../http/accept-encoding.js';
import { noneMatch } from '../http/etag.js';
import { archivePlace, boardPlace, catalogPlace, threadPlace } from '../pages/place.js';
import type { Twin } from './twin.js';
import { Twins } from './twins.service.js';

/** The JSON twin of every page: the same content in our own views. */
@Controller()
export class JsonController {
  constructor(private readonly twins: Twins) {}

  @Get('index.json')
  async home(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await answer(request, reply, await this.twins.home());
  }

  @Get(':board/catalog.json')
  async catalog(
    @Param('board') board: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await answer(request, reply, await this.twins.catalog(catalogPlace(board, query)));
  }

  @Get([':board/archive.json', ':board/archive/:number.json'])
  async archive(
    @Param('board') board: string,
    @Param('number') number: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await answer(request, reply, await this.twins.archive(archivePlace(board, number)));
  }

  @Get(':board/:page.json')
  async board(
    @Param('board') board: string,
    @Param('page') page: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const place = boardPlace(board, page === 'index' ? '1' : page);
    await answer(request, reply, await this.twins.board(place));
  }

  @Get(':board/thread/:no.json')
  async thread(
    @Param('board') board: string,
    @Param('no') no: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await answer(request, reply, await this.twins.thread(threadPlace(board, no)));
  }

  @Get(':board/thread/:no/last.json')
  async latest(
    @Param('board') board: string,
    @Param('no') no: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const place = threadPlace(board, no);
    await answer(request, reply, await this.twins.thread({ ...place, page: 'latest' }));
  }
}

async function answer(request: FastifyRequest, reply: FastifyReply, twin: Twin): Promise<void> {
  reply.headers({
    'access-control-allow-origin': '*',
    'cache-control': 'no-cache',
    'cross-origin-resource-policy': 'cross-origin',
    vary: 'Accept-Encoding',
    etag: twin.etag,
  });
  if (noneMatch(request.headers['if-none-match'], twin.etag)) {
    await reply.status(304).send();
    return;
  }
  const zipped = acceptsEncoding(request.headers['accept-encoding'], 'gzip') ? twin.zipped : undefined;
  if (zipped) reply.header('content-encoding', 'gzip');
  await reply.type('application/json; charset=utf-8').send(zipped ?? twin.body);
}
