import { Injectable, type Provider } from '@nestjs/common';
import { InjectMetric, makeHistogramProvider } from '@willsoto/nestjs-prometheus';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Histogram } from 'prom-client';

const REQUESTS = 'http_server_request_duration_seconds';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'OPTIONS']);

@Injectable()
export class RequestMetrics {
  constructor(@InjectMetric(REQUESTS) private readonly requests: Histogram<'route' | 'method' | 'status'>) {}

  /** Counts an answer and how long it took. Labels are a closed list, whatever was asked for. */
  count(request: FastifyRequest, reply: FastifyReply): void {
    const labels = {
      route: placeOf((request.raw.url ?? '').split('?', 1)[0] as string),
      method: METHODS.has(request.method) ? request.method : 'other',
      status: `${Math.floor(reply.raw.statusCode / 100)}xx`,
    };
    this.requests.observe(labels, reply.elapsedTime / 1000);
  }
}

export const requestMetrics: Provider[] = [
  RequestMetrics,
  makeHistogramProvider({
    name: REQUESTS,
    help: 'Time from the head of a request to the end of its answer, by kind of place, method and class of status',
    labelNames: ['route', 'method', 'status'],
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
  }),
];

function placeOf(path: string): string {
  if (path === '/') return 'home';
  if (path.startsWith('/media/')) return 'media';
  if (path.startsWith('/static/')) return 'static';
  if (path.endsWith('.json')) return 'json';
  if (path.endsWith('/feed.atom')) return 'atom';
  if (path.endsWith('/post')) return 'post';
  if (path.endsWith('/live')) return 'live';
  if (path === '/lang') return 'lang';
  if (/^\/[a-z0-9]+\/thread\//.test(path)) return 'thread';
  return /^\/[a-z0-9]+(?:\/(?:\d*|catalog|archive(?:\/\d+)?))?$/.test(path) ? 'board' : 'other';
}
