import type { FastifyReply, FastifyRequest } from 'fastify';
import { acceptsEncoding } from '../http/accept-encoding.js';
import { cookieOf, languageOf } from '../http/language.js';
import { plainOf, type RawHeaders } from './built-page.js';
import { etagOf, parseFresh } from './claim.js';
import type { PageCache } from './page-cache.service.js';
import { pathOf, type Place } from './place.js';

/**
 * Sends a page at its own address (other spellings of it are redirected there), as the request takes it: compressed or
 * plain, or 304; without a body to HEAD. Throws what `PageCache.answer` throws.
 */
export async function sendPage(
  pages: PageCache,
  place: Place,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const path = pathOf(place);
  if (withoutQuery(request.raw.url ?? '') !== withoutQuery(path)) return reply.redirect(path, 308);
  const lang = languageOf(request.headers);
  const answer = await pages.answer(place, lang, {
    fresh: parseFresh(cookieOf(request.headers.cookie, 'fresh')),
    ifNoneMatch: request.headers['if-none-match'],
  });
  const { page } = answer;
  setHeaders(reply, page.unchangedHeaders);
  if (answer.unchanged) {
    const { look, epoch } = page;
    return reply
      .status(304)
      .header('etag', etagOf(look, lang, { epoch, version: answer.version }))
      .send();
  }
  if (answer.stale) reply.header('warning', '110 - "Response is Stale"');
  setHeaders(reply, page.contentHeaders);
  const accepted = request.headers['accept-encoding'];
  const coding = (['br', 'gzip'] as const).find((word) => page[word] && acceptsEncoding(accepted, word));
  if (coding) reply.header('content-encoding', coding);
  return reply.send((coding && page[coding]?.bytes) ?? (await plainOf(page)));
}

function setHeaders(reply: FastifyReply, headers: RawHeaders): void {
  for (let i = 0; i < headers.length; i += 2) reply.header(headers[i] as string, headers[i + 1]);
}

function withoutQuery(address: string): string {
  return address.replace(/\?.*/, '');
}
