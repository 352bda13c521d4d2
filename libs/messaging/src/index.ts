export { Waiting } from './complaint.js';
export { connectMessaging } from './connect-messaging.js';
export { type ContextHooks, type Headers, setContextHooks } from './connection/context.hooks.js';
export { Nats } from './connection/nats.js';
export {
  connectionOptions,
  natsAddress,
  type NatsAddress,
  type NatsSettings,
} from './connection/nats-address.js';
export { natsProblem } from './connection/nats-problem.js';
export { isJetStreamOff, JETSTREAM_IS_OFF } from './events/stream.limits.js';
export type { StreamDeclaration } from './events/topology.js';
export { EventPublisher, type PublishOptions, type Published } from './events/event.publisher.js';
export { Feed, type FeedOptions } from './events/feed.js';
export { newEvent, type NewEvent } from './events/new-event.js';
export { Event, type EventOf, On, type OnOptions } from './events/on.decorator.js';
export { MessagingModule, type MessagingOptions } from './messaging.module.js';
export { RpcClient, type CallOptions } from './rpc/rpc.client.js';
export { Input, Rpc } from './rpc/rpc.decorator.js';
