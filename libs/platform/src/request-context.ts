import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

/** Which request is being served, in this service and in those it asks: on every log line and beside every message. */
export interface RequestContext {
  readonly requestId: string;
  /** W3C trace context, `00-<trace id>-<span id>-<flags>`. */
  readonly traceparent: string;
}

const REQUEST_ID = /^[0-9a-zA-Z-]{8,64}$/;
const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

const storage = new AsyncLocalStorage<RequestContext>();

/**
 * The context of the request that the running code serves.
 *
 * @example
 * setContextHooks(requestContext);                           // once, in main.ts: messages carry it
 * requestContext.run({ traceparent }, () => handle());       // what is absent or malformed is made
 * requestContext.current()?.requestId;
 */
export const requestContext = {
  current(): RequestContext | undefined {
    return storage.getStore();
  },

  /** Runs `work`, and all that it begins, in a context. */
  run<T>(given: Partial<RequestContext>, work: () => T): T {
    return storage.run(
      {
        requestId: REQUEST_ID.test(given.requestId ?? '')
          ? (given.requestId as string)
          : randomBytes(8).toString('hex'),
        traceparent: TRACEPARENT.test(given.traceparent ?? '')
          ? (given.traceparent as string)
          : newTraceparent(),
      },
      work,
    );
  },

  /** The headers that carry the context with a message. */
  inject(): Record<string, string> {
    const context = storage.getStore();
    return context ? { traceparent: context.traceparent, 'x-request-id': context.requestId } : {};
  },

  /** Runs `work` in the context that the headers (names in lower case) describe. */
  extract<T>(headers: Record<string, string>, work: () => T): T {
    const { traceparent, 'x-request-id': requestId } = headers;
    return requestContext.run({ ...(traceparent && { traceparent }), ...(requestId && { requestId }) }, work);
  },
};

/** A new trace that nobody records yet (flags 00). */
function newTraceparent(): string {
  return `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-00`;
}
