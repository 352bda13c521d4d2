import { DomainError, Lang } from '@board/contracts';
import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { languageOf } from '../http/language.js';
import { Visitors } from '../http/visitors.service.js';
import { parseStamp, type Stamp } from '../pages/claim.js';
import { PageCache } from '../pages/page-cache.service.js';
import { type ThreadPlace, threadPlace } from '../pages/place.js';
import { sendPage } from '../pages/send-page.js';
import { LiveCounts } from './live-counts.js';
import { LiveReader } from './live-reader.js';
import { LiveThreads } from './live-threads.service.js';
import { message, OPENING } from './sse.js';
import { StreamLimits } from './stream-limits.js';

/** When a stream that was refused may be tried again, in seconds; the page asks every few seconds meanwhile. */
const REFUSED_S = '60';

/** A thread: its page, its end, its feed, its stream of changes, and the same by polling. */
@Controller(':board/thread/:thread')
export class ThreadsController {
  constructor(
    private readonly pages: PageCache,
    private readonly live: LiveThreads,
    private readonly limits: StreamLimits,
    private readonly visitors: Visitors,
    private readonly counts: LiveCounts,
  ) {}

  @Get()
  async page(
    @Param() params: Record<string, string>,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const place = placeOf(params);
    const polls =
      query['since'] !== undefined && (request.headers.accept ?? '').startsWith('application/json');
    if (!polls) return sendPage(this.pages, place, request, reply);
    const answer = await this.live.poll(place, langOf(query, request), {
      ...sinceOf(query),
      look: lookOf(query),
    });
    return reply.header('cache-control', 'no-store').send(answer);
  }

  @Get('last')
  async latest(
    @Param() params: Record<string, string>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await sendPage(this.pages, { ...placeOf(params), page: 'latest' }, request, reply);
  }

  @Get('feed.atom')
  async atom(
    @Param() params: Record<string, string>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await sendPage(this.pages, { ...placeOf(params), page: 'thread-atom' }, request, reply);
  }

  @Get('live')
  stream(
    @Param() params: Record<string, string>,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): void {
    const place = placeOf(params);
    const lang = langOf(query, request);
    const resumed = request.headers['last-event-id'];
    const since = parseStamp(typeof resumed === 'string' ? resumed : undefined) ?? sinceOf(query);
    const head = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' };
    reply.hijack();
    const { raw } = reply;
    if (request.method === 'HEAD') {
      raw.writeHead(200, head).end();
      return;
    }
    const leave = this.limits.take(this.visitors.householdOf(request.raw));
    if (!leave) {
      this.counts.refused += 1;
      raw.writeHead(200, { ...head, 'retry-after': REFUSED_S }).end(message('poll'));
      return;
    }
    raw.writeHead(200, { ...head, 'x-accel-buffering': 'no' });
    raw.write(OPENING);
    const part = this.live.join(place, lang, new LiveReader(raw, { ...since, look: lookOf(query) }));
    raw.once('close', () => {
      leave();
      part();
    });
  }
}

function placeOf({ board = '', thread = '' }: Record<string, string>): ThreadPlace {
  return threadPlace(board, thread);
}

/** The version that the reader's page has. Throws `input_invalid` when the address does not say it. */
function sinceOf(query: Record<string, unknown>): Stamp {
  const since = typeof query['since'] === 'string' ? parseStamp(query['since']) : undefined;
  if (!since) throw new DomainError('input_invalid', { issues: 'since' });
  return since;
}

/** The look that the reader's page is drawn in; pages of before this was told do not say. */
function lookOf({ look }: Record<string, unknown>): string | undefined {
  return typeof look === 'string' ? look : undefined;
}

function langOf(query: Record<string, unknown>, request: FastifyRequest): Lang {
  const lang = Lang.safeParse(query['lang']);
  return lang.success ? lang.data : languageOf(request.headers);
}
