/** The door for programs that only ask: nothing behind it knows Nest, which takes half a second to load. */
export { connectionOptions, hostsOf, natsAddress, type NatsAddress } from './connection/nats-address.js';
export { natsProblem } from './connection/nats-problem.js';
export { PlainClient } from './rpc/plain.client.js';
