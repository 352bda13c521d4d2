import { type ArgumentsHost, Catch, type ExceptionFilter, Injectable, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ErrorPages } from './error-pages.service.js';
import { builtinLine } from './builtin-page.js';
import { ClientGone } from './form.js';
import { languageOf } from './language.js';
import { backFrom } from './places.js';
import { ProxyWatch } from './proxy-watch.service.js';
import { refusalOf } from './refusal.js';
import { retryAfter, statusOf } from './status.js';
import { tellTrouble } from './tell-trouble.js';

/** Makes an answer of every error: a page, or JSON beside JSON; never a stack. */
@Catch()
@Injectable()
export class ErrorFilter implements ExceptionFilter {
  private readonly log = new Logger(ErrorFilter.name);

  constructor(
    private readonly pages: ErrorPages,
    private readonly proxies: ProxyWatch,
  ) {}

  async catch(thrown: unknown, host: ArgumentsHost): Promise<void> {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (thrown instanceof ClientGone || request.raw.socket.destroyed) {
      reply.raw.destroy();
      return;
    }
    const error = refusalOf(thrown);
    tellTrouble(this.log, 'request failed', error);
    if (error.reason === 'cross_site') this.proxies.lookAtRefused(request.raw);
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    const lang = languageOf(request.headers);
    const wait = retryAfter(error);
    if (wait !== undefined) reply.header('retry-after', wait);
    reply.status(statusOf(error)).header('cache-control', 'no-store');
    if (wantsJson(request)) {
      const { kind, reason, message } = error;
      reply.header('access-control-allow-origin', '*');
      await reply
        .type('application/json; charset=utf-8')
        .send(JSON.stringify({ error: { kind, reason, message } }));
      return;
    }
    reply.header('vary', 'Accept-Language, Cookie').type('text/html; charset=utf-8');
    if (request.headers['hx-request'] === 'true') {
      // The form that htmx would replace keeps its place and its text; the line goes on top of it.
      await reply.header('hx-reswap', 'afterbegin').send(builtinLine(lang, error.kind));
      return;
    }
    await reply.send(await this.pages.pageFor(error, lang, backFrom(request.raw.url ?? '/')));
  }
}

function wantsJson(request: FastifyRequest): boolean {
  return (
    /\.json(?:\?|$)/.test(request.raw.url ?? '') ||
    (request.headers.accept ?? '').startsWith('application/json')
  );
}
