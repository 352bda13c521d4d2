import type { FastifyReply, FastifyRequest } from 'fastify';
import { Counter } from 'prom-client';

const requests = new Counter({
  name: 'http_server_requests_total',
  help: 'Requests answered, by kind of place, method and class of status',
  labelNames: ['route', 'method', 'status'],
});

const METHODS = new Set(['GET', 'HEAD', 'POST', 'OPTIONS']);

/** Counts an answer. Labels are a closed list, whatever was asked for. */
export function countRequest(request: FastifyRequest, reply: FastifyReply): void {
  requests.inc({
    route: placeOf((request.raw.url ?? '').split('?', 1)[0] as string),
    method: METHODS.has(request.method) ? request.method : 'other',
    status: `${Math.floor(reply.raw.statusCode / 100)}xx`,
  });
}

function placeOf(path: string): string {
  if (path === '/') return 'home';
  if (path.startsWith('/media/')) return 'media';
  if (path.startsWith('/static/')) return 'static';
  if (path.endsWith('.json')) return 'json';
  if (path.endsWith('/post')) return 'post';
  if (path.endsWith('/live')) return 'live';
  if (path === '/lang') return 'lang';
  if (/^\/[a-z0-9]+\/thread\//.test(path)) return 'thread';
  return /^\/[a-z0-9]+\/?\d*$/.test(path) ? 'board' : 'other';
}
