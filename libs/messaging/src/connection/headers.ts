import { headers, type MsgHdrs } from '@nats-io/nats-core';
import { contextHooks, type Headers } from './context.hooks.js';

/** The headers of a message that leaves: those of the context, then `more`. */
export function outgoing(more: Headers = {}): MsgHdrs {
  const all = headers();
  for (const [name, value] of Object.entries({ ...contextHooks.inject(), ...more })) all.set(name, value);
  return all;
}

/** The headers of a message that came, by name in lower case. */
export function incoming(found: MsgHdrs | undefined): Headers {
  return Object.fromEntries(
    (found?.keys() ?? []).map((name) => [name.toLowerCase(), found?.get(name) ?? '']),
  );
}
