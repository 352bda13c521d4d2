import { DomainError } from '@board/contracts';
import type { BootstrapOptions } from '@board/platform';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config.js';
import { answerUnreadable } from './unreadable.js';
import { securityHeaders } from './headers.js';
import { discardRest } from './discard-rest.js';
import { allowedAt } from './places.js';
import { ProxyWatch } from './proxy-watch.service.js';
import { RequestMetrics } from './request.metrics.js';

/** No address of ours is longer. */
const URL_CHARS = 2_000;
const NOWHERE = '/-/';

/** How the HTTP server is bounded: what a client may send, and how slowly. Times in milliseconds, sizes in bytes. */
export const fastifyOptions: NonNullable<BootstrapOptions['fastify']> = {
  http: { maxHeaderSize: 16 * 1024, headersTimeout: 10_000, connectionsCheckingInterval: 2_000 },
  // 80 MB over a bad mobile link.
  requestTimeout: 600_000,
  // Longer than the 60 s for which nginx keeps its side, so that it is never we who close under a request.
  keepAliveTimeout: 72_000,
  forceCloseConnections: 'idle',
  // `/b` and `/b/` are one route; which paths may end so is said in places.ts.
  routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
  clientErrorHandler: answerUnreadable,
  rewriteUrl: (request) => readableUrl(request.url ?? NOWHERE),
};

/** Adds to the raw server what comes before any route: checks, the headers of every answer, and its count. */
export function installEdge(app: NestFastifyApplication): void {
  const config = app.get<GatewayConfig>(GATEWAY_CONFIG);
  const metrics = app.get(RequestMetrics);
  const proxies = app.get(ProxyWatch);
  const server = app.getHttpAdapter().getInstance();
  const headers = new Map(Object.entries(securityHeaders(config)));
  app.enableCsrfProtection(
    config.PUBLIC_ORIGIN === undefined ? {} : { trustedOrigins: [config.PUBLIC_ORIGIN] },
  );
  // Bodies are read by those who want them, as streams.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_request: FastifyRequest, _body: unknown, done: (error: null) => void) =>
    done(null),
  );
  const dress = ({ raw }: FastifyReply): void => {
    if (!raw.headersSent && !raw.hasHeader('content-security-policy')) raw.setHeaders(headers);
  };
  server.addHook('onRequest', async (_request: FastifyRequest, reply: FastifyReply) => dress(reply));
  // A form from another site is refused before any hook of ours.
  server.addHook('onSend', async (_request: FastifyRequest, reply: FastifyReply) => dress(reply));
  server.addHook('onRequest', async (request: FastifyRequest) => proxies.look(request.raw));
  server.addHook('onRequest', refuseTheImpossible);
  server.addHook('onResponse', async (request: FastifyRequest, reply: FastifyReply) => {
    discardRest(request.raw);
    metrics.count(request, reply);
  });
}

/** A URL as it is, or one that leads nowhere: none of ours is that long or has escapes in its path. */
function readableUrl(url: string): string {
  if (url.length > URL_CHARS || !url.startsWith('/')) return NOWHERE;
  const end = url.indexOf('?');
  return (end < 0 ? url : url.slice(0, end)).includes('%') ? NOWHERE : url;
}

async function refuseTheImpossible(
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  const encoding = request.headers['transfer-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'chunked') {
    // Where such a body ends is anybody's guess, so nothing after it may be read as a request.
    reply.header('connection', 'close');
    throw new DomainError('input_invalid', { issues: 'transfer-encoding' });
  }
  const allowed = allowedAt((request.raw.url ?? '').split('?', 1)[0] as string);
  if (!allowed) throw new DomainError('page_not_found');
  if (!allowed.includes(request.method)) {
    reply.header('allow', allowed.join(', '));
    throw new DomainError('method_not_allowed');
  }
  return request.method === 'OPTIONS'
    ? reply.status(204).header('allow', allowed.join(', ')).send()
    : undefined;
}
