import { Logger } from '@nestjs/common';
import { errors, type NatsConnection } from '@nats-io/nats-core';
import { connect, type NodeConnectionOptions } from '@nats-io/transport-node';
import { Waiting } from '../complaint.js';
import { pause } from '../pause.js';
import { hostsOf, type NatsAddress } from './nats-address.js';
import { natsProblem } from './nats-problem.js';

const PAUSE_MS = 200;

/** The first connection to one of the servers; while none answers it tells why. Throws when this user is not let in. */
export async function firstConnection(
  settings: NodeConnectionOptions,
  address: NatsAddress,
): Promise<NatsConnection> {
  const waiting = new Waiting(new Logger('Nats'), `NATS at ${hostsOf(address)}`);
  for (;;) {
    try {
      return await connect(settings);
    } catch (error) {
      if (isRefusal(error)) throw new Error(natsProblem(error, address), { cause: error });
      waiting.tell(reason(error));
      await pause(PAUSE_MS);
    }
  }
}

/** Not where the server was too busy to look at the credentials in time. */
function isRefusal(error: unknown): error is Error {
  return error instanceof errors.AuthorizationError && !/timeout/i.test(error.message);
}

function reason(error: unknown): string {
  if (error instanceof errors.TimeoutError) return 'no answer';
  return error instanceof Error ? error.message : String(error);
}
