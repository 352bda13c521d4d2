import { Readable } from 'node:stream';
import { DomainError, FileName, ThumbName } from '@board/contracts';
import { type ByteRange, mimeOf, ObjectNotFound, type ObjectStore } from '@board/storage';
import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config.js';
import { noneMatch } from '../http/etag.js';
import { headRange } from '../http/byte-range.js';
import { STORE } from './store.token.js';

/** Bytes of pictures and videos out of the store: write-once names, so a browser may keep them for ever. */
@Controller()
export class MediaController {
  constructor(
    @Inject(STORE) private readonly store: ObjectStore,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  @Get('media/:name')
  async get(
    @Param('name') name: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const object = objectOf(name);
    const { bytes } = await this.find(this.store.stat(object));
    const etag = `"${name}"`;
    this.describe(reply, name, etag);
    if (noneMatch(request.headers['if-none-match'], etag)) {
      await reply.status(304).send();
      return;
    }
    const range = headRange(request, reply, etag, bytes);
    if (range === 'unsatisfiable') await reply.send();
    else await this.send(request, reply, object, bytes, range === 'whole' ? undefined : range);
  }

  private async send(
    request: FastifyRequest,
    reply: FastifyReply,
    object: string,
    bytes: number,
    range: ByteRange | undefined,
  ): Promise<void> {
    reply.header('content-length', range ? range.end - range.start + 1 : bytes);
    // An empty stream, for an empty body would set the length to 0.
    await reply.send(
      request.method === 'HEAD' ? Readable.from([]) : await this.find(this.store.get(object, range)),
    );
  }

  /** A file is only ever a file, whatever is in it. */
  private describe(reply: FastifyReply, name: string, etag: string): void {
    reply.headers({
      'content-type': mimeOf(name),
      // Without a name: one here would beat the one that a page's link has for it.
      'content-disposition': 'inline',
      'content-security-policy': "sandbox; default-src 'none'",
      'cross-origin-resource-policy': this.config.MEDIA_ORIGIN ? 'cross-origin' : 'same-origin',
      'cache-control': 'public, max-age=31536000, immutable',
      // A browser may keep it; an edge only so long, for a file may be taken down.
      'x-accel-expires': '30',
      etag,
    });
  }

  private async find<T>(asked: Promise<T>): Promise<T> {
    try {
      return await asked;
    } catch (error) {
      throw error instanceof ObjectNotFound
        ? new DomainError('page_not_found', undefined, { cause: error })
        : error;
    }
  }
}

function objectOf(name: string): string {
  if (FileName.safeParse(name).success) return `files/${name}`;
  if (ThumbName.safeParse(name).success) return `thumbs/${name}`;
  throw new DomainError('page_not_found');
}
