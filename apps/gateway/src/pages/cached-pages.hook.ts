import type { Lang } from '@board/contracts';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { acceptsEncoding } from '../http/accept-encoding.js';
import { languageOf } from '../http/language.js';
import type { BuiltPage } from './built-page.js';
import { PageCache } from './page-cache.service.js';
import { PageCounts } from './page-counts.js';

/**
 * Answers pages that are current in memory before anything else runs: no route, no controller, no headers to make.
 * Whoever needs more (no gzip, a cookie `fresh`, another ETag of ours, a body) goes on to the route. Add it before all
 * other hooks.
 */
export function installCachedPages(app: NestFastifyApplication): void {
  const cache = app.get(PageCache);
  const counts = app.get(PageCounts);
  const fastify = app.getHttpAdapter().getInstance();
  const manners = new Manners();
  fastify.addHook('onRequest', (request, reply, done) => {
    const page = pageFor(request, cache, manners);
    if (page) send(request, reply, page, counts);
    else done();
  });
}

function pageFor({ raw }: FastifyRequest, cache: PageCache, manners: Manners): BuiltPage | undefined {
  if (raw.method !== 'GET' && raw.method !== 'HEAD') return undefined;
  const { headers } = raw;
  if (headers['transfer-encoding'] !== undefined || headers['content-length'] !== undefined) return undefined;
  if (headers.cookie?.includes('fresh=') || !manners.takesGzip(headers['accept-encoding'])) return undefined;
  const page = cache.currentAt(
    raw.url as string,
    manners.language(headers.cookie, headers['accept-language']),
  );
  const tag = headers['if-none-match'];
  return page && (tag === undefined || tag === page.etag) ? page : undefined;
}

function send({ raw }: FastifyRequest, reply: FastifyReply, page: BuiltPage, counts: PageCounts): void {
  reply.hijack();
  if (raw.headers['if-none-match'] !== undefined) {
    counts.unchanged += 1;
    reply.raw.writeHead(304, page.unchangedHeaders as string[]).end();
    return;
  }
  counts.hit += 1;
  reply.raw.writeHead(200, page.headers as string[]);
  if (raw.method === 'HEAD') reply.raw.end();
  else reply.raw.end(page.gzip);
}

/** Remembers how headers that many browsers send alike were read. */
class Manners {
  private readonly gzip = new LRUCache<string, boolean>({ max: 200 });
  private readonly languages = new LRUCache<string, Lang>({ max: 500 });

  takesGzip(header: string | string[] | undefined): boolean {
    if (typeof header !== 'string' || header.length > 100) return false;
    let takes = this.gzip.get(header);
    if (takes === undefined) this.gzip.set(header, (takes = acceptsEncoding(header, 'gzip')));
    return takes;
  }

  language(cookie: string | undefined, accept: string | undefined): Lang {
    if (cookie !== undefined || accept === undefined || accept.length > 200) {
      return languageOf({ cookie, 'accept-language': accept });
    }
    let lang = this.languages.get(accept);
    if (lang === undefined) this.languages.set(accept, (lang = languageOf({ 'accept-language': accept })));
    return lang;
  }
}
