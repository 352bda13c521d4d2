/** What travels beside a message: `traceparent`, the request id. Names in lower case. */
export type Headers = Record<string, string>;

export interface ContextHooks {
  /** The headers of whatever is going on now, for a message that leaves. */
  inject(): Headers;
  /** Runs `work` in the context that the headers of a message that came in describe. */
  extract<T>(headers: Headers, work: () => T): T;
}

let hooks: ContextHooks = { inject: () => ({}), extract: (_headers, work) => work() };

/**
 * Connects messages to the process's own idea of a request, once, before anything is sent. This library knows
 * nothing of how that context is kept.
 *
 * @example setContextHooks(requestContext);
 */
export function setContextHooks(given: ContextHooks): void {
  hooks = given;
}

export const contextHooks: ContextHooks = {
  inject: () => hooks.inject(),
  extract: (headers, work) => hooks.extract(headers, work),
};
