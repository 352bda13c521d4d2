import { JetStreamApiError } from '@nats-io/jetstream';
import { errors } from '@nats-io/nats-core';
import type { StreamDeclaration } from './topology.js';

const MEGABYTE = 1024 * 1024;
/** Storage, of the server or of the account, is not enough for what was asked. */
const INSUFFICIENT = /insufficient (storage|resources)|maximum (store|bytes|stream)|resource limits/i;
const NOT_ENABLED_CODES = new Set([10039, 10076]);

/** How much a stream may hold, in bytes. */
export function maxBytesOf(stream: StreamDeclaration): number {
  return stream.maxBytes ?? 256 * MEGABYTE;
}

export const JETSTREAM_IS_OFF =
  'JetStream is not enabled on this NATS: start it with -js, or with jetstream {} in its configuration';

/** Whether NATS, or the account on it, has no streams at all. */
export function isJetStreamOff(error: unknown): boolean {
  return (
    (error instanceof Error && error.name === 'JetStreamNotEnabled') ||
    (error instanceof JetStreamApiError && NOT_ENABLED_CODES.has(error.code)) ||
    (error instanceof errors.RequestError && error.isNoResponders()) ||
    error instanceof errors.NoRespondersError
  );
}

/** Why streams cannot be declared, and what an operator can do, in words. */
export function whyNoStream(error: unknown, streams: readonly StreamDeclaration[]): string {
  if (isJetStreamOff(error)) return JETSTREAM_IS_OFF;
  if (!(error instanceof Error)) return String(error);
  if (!INSUFFICIENT.test(error.message)) return error.message;
  const bytes = streams.reduce((sum, stream) => sum + maxBytesOf(stream), 0);
  return (
    `JetStream needs ${Math.ceil(bytes / MEGABYTE)} MB of disk for them and has less (${error.message}): make room on ` +
    'the disk of its store_dir, or raise max_file_store'
  );
}
