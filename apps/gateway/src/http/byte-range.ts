import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * What a `Range` header asks of `bytes` bytes: one range (both ends included), 'whole' when there is no header, it
 * names several ranges or is malformed (RFC 9110 lets a server ignore it), or 'unsatisfiable'.
 */
export function byteRange(
  header: string | undefined,
  bytes: number,
): { start: number; end: number } | 'whole' | 'unsatisfiable' {
  const [, first, last] = /^bytes=\s*(\d{0,15})-(\d{0,15})\s*$/i.exec(header ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return 'whole';
  if (first === '') {
    const length = Math.min(Number(last), bytes);
    return length === 0 ? 'unsatisfiable' : { start: bytes - length, end: bytes - 1 };
  }
  const start = Number(first);
  const end = last === '' ? bytes - 1 : Number(last);
  if (end < start && last !== '') return 'whole';
  return start >= bytes ? 'unsatisfiable' : { start, end: Math.min(end, bytes - 1) };
}

/**
 * Reads what part of `bytes` bytes a request asks for (`Range`, which holds for `etag` alone when `If-Range` names one)
 * and heads the answer for it: 206 with its place, or 416 with nothing. `etag` must be a strong one.
 */
export function headRange(
  request: FastifyRequest,
  reply: FastifyReply,
  etag: string,
  bytes: number,
): ReturnType<typeof byteRange> {
  reply.header('accept-ranges', 'bytes');
  const ifRange = request.headers['if-range'];
  const range = ifRange === undefined || ifRange === etag ? byteRange(request.headers.range, bytes) : 'whole';
  if (range === 'unsatisfiable')
    reply.status(416).headers({ 'content-range': `bytes */${bytes}`, 'cache-control': 'no-store' });
  else if (range !== 'whole')
    reply.status(206).header('content-range', `bytes ${range.start}-${range.end}/${bytes}`);
  return range;
}
