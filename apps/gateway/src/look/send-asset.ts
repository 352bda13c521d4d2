import type { FastifyReply, FastifyRequest } from 'fastify';
import { headRange } from '../http/byte-range.js';
import { acceptsEncoding } from '../http/accept-encoding.js';
import { noneMatch } from '../http/etag.js';
import type { Asset } from './assets.service.js';

/** Sends a file of a look, or a part of it, in the smallest form that the request takes; 304 to who has it. */
export async function sendAsset(
  request: FastifyRequest,
  reply: FastifyReply,
  asset: Asset,
  look: string,
): Promise<void> {
  const accepted = request.headers['accept-encoding'];
  const encoding = (['br', 'gzip'] as const).find((word) => asset[word] && acceptsEncoding(accepted, word));
  const body = (encoding && asset[encoding]) ?? asset.identity;
  const etag = `"${look}${encoding ? `-${encoding}` : ''}"`;
  reply.headers({ 'content-type': asset.mime, vary: 'Accept-Encoding', etag });
  if (encoding) reply.header('content-encoding', encoding);
  if (noneMatch(request.headers['if-none-match'], etag)) {
    await reply.status(304).send();
    return;
  }
  const range = headRange(request, reply, etag, body.length);
  if (range === 'unsatisfiable') await reply.send();
  else await reply.send(range === 'whole' ? body : body.subarray(range.start, range.end + 1));
}
