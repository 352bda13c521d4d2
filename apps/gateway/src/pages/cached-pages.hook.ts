import type { IncomingMessage } from 'node:http';
import type { Lang } from '@board/contracts';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { LRUCache } from 'lru-cache';
import { acceptsEncoding } from '../http/accept-encoding.js';
import { languageOf } from '../http/language.js';
import type { Packing } from './built-page.js';
import { PageCache } from './page-cache.service.js';
import { PageCounts } from './page-counts.js';
import { TightPages } from './tight-pages.service.js';

/**
 * Answers pages that are current in memory before anything else runs: no route, no controller, no headers to make.
 * Whoever needs more (no gzip, a cookie `fresh`, another ETag of ours, a body) goes on to the route. Add it before all
 * other hooks.
 */
export function installCachedPages(app: NestFastifyApplication): void {
  const cache = app.get(PageCache);
  const counts = app.get(PageCounts);
  const tight = app.get(TightPages);
  const fastify = app.getHttpAdapter().getInstance();
  const manners = new Manners();
  fastify.addHook('onRequest', ({ raw }, reply, done) => {
    const codings = codingsFor(raw, manners);
    if (codings === 'none') return done();
    const path = raw.url as string;
    const lang = manners.language(raw.headers.cookie, raw.headers['accept-language']);
    const page = cache.currentAt(path, lang);
    const tag = raw.headers['if-none-match'];
    if (!page || (tag !== undefined && tag !== page.etag)) return done();
    reply.hijack();
    if (tag !== undefined) {
      counts.unchanged += 1;
      reply.raw.writeHead(304, page.unchangedHeaders as string[]).end();
    } else {
      counts.hit += 1;
      if (codings === 'br' && !page.br) tight.wish(page, path, lang);
      send(raw, reply, (codings === 'br' && page.br) || page.gzip);
    }
  });
}

/** The best coding that the request takes, when it may be answered here. */
function codingsFor({ method, headers }: IncomingMessage, manners: Manners): Codings {
  if (method !== 'GET' && method !== 'HEAD') return 'none';
  if (headers['transfer-encoding'] !== undefined || headers['content-length'] !== undefined) return 'none';
  if (headers.cookie?.includes('fresh=')) return 'none';
  return manners.codings(headers['accept-encoding']);
}

function send({ method }: IncomingMessage, { raw }: FastifyReply, { headers, bytes }: Packing): void {
  raw.writeHead(200, headers as string[]);
  if (method === 'HEAD') raw.end();
  else raw.end(bytes);
}

/** `br` is gzip too. */
type Codings = 'none' | 'gzip' | 'br';

/** Remembers how headers that many browsers send alike were read. */
class Manners {
  private readonly known = new LRUCache<string, Codings>({ max: 200 });
  private readonly languages = new LRUCache<string, Lang>({ max: 500 });

  codings(header: string | string[] | undefined): Codings {
    if (typeof header !== 'string' || header.length > 100) return 'none';
    let codings = this.known.get(header);
    if (codings === undefined) this.known.set(header, (codings = codingsIn(header)));
    return codings;
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

function codingsIn(header: string): Codings {
  if (!acceptsEncoding(header, 'gzip')) return 'none';
  return acceptsEncoding(header, 'br') ? 'br' : 'gzip';
}
