import type { Readable } from 'node:stream';

export interface PutOptions {
  /** Exact size of the body: a body of another size is an error and leaves nothing behind. */
  bytes: number;
  /** Must agree with the extension of the name, if it has one that is known (`mimeOf`). */
  mime: string;
  /** Keep what is there already, quietly, rather than replace it. */
  ifAbsent?: boolean;
}

/** First and last byte, both included, as in HTTP. An end beyond the object is cut to its last byte. */
export interface ByteRange {
  start: number;
  end: number;
}

export interface ObjectStat {
  bytes: number;
  mime: string;
  modifiedAt: Date;
  /** Changes whenever the object does; not a hash of the content in every driver. */
  etag: string;
}

export interface ListedObject {
  name: string;
  bytes: number;
  modifiedAt: Date;
}

/**
 * Objects by name (`folder/name`, see `checkName`). Every method throws `StoreUnavailable` when the store cannot be
 * reached, and everything may be asked twice.
 */
export interface ObjectStore {
  /** Readers see the whole object or none; once it returns, the object survives a power cut. */
  put(name: string, body: Buffer | Readable, options: PutOptions): Promise<void>;
  /** Streams the object. Throws `ObjectNotFound`; `RangeError` when the range starts behind the end. */
  get(name: string, range?: ByteRange): Promise<Readable>;
  /** Throws `ObjectNotFound`. */
  stat(name: string): Promise<ObjectStat>;
  /** Deleting what is not there is done already. */
  delete(name: string): Promise<void>;
  /** Renames. A missing source whose target is there was moved before; without the target it is `ObjectNotFound`. */
  move(from: string, to: string): Promise<void>;
  /** Every object whose name begins with the prefix, a page at a time, in no order that may be relied upon. */
  list(prefix: string): AsyncIterable<ListedObject>;
}

export class ObjectNotFound extends Error {
  override readonly name = 'ObjectNotFound';

  constructor(readonly object: string) {
    super(`There is no object ${object} in the store`);
  }
}

/** The store does not answer, or not in time: the same call may succeed later. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';

  constructor(
    readonly why: string,
    options?: ErrorOptions,
  ) {
    super(`The object store does not answer: ${why}`, options);
  }
}
