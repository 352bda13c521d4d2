import { Logger, PinoLogger } from 'nestjs-pino';
import { pino, type Logger as Pino, stdTimeFunctions } from 'pino';
import { requestContext } from './request-context.js';

/** One JSON line per event on stdout, with the service and, while a request is served, its ids. */
export function createPino(service: string, level: string): Pino {
  return pino({
    level,
    base: { service },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    mixin: () => {
      const context = requestContext.current();
      return context ? { request_id: context.requestId, trace_id: context.traceparent.slice(3, 35) } : {};
    },
  });
}

/** The same log behind Nest's own `Logger`. */
export function createNestLogger(log: Pino): Logger {
  return new Logger(new PinoLogger({ pinoHttp: { logger: log } }), {});
}
