import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { buffer } from 'node:stream/consumers';
import { DomainError, LookId } from '@board/contracts';
import { mimeOf, ObjectNotFound, type ObjectStore } from '@board/storage';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { STORE } from '../files/store.token.js';
import { ownBytes } from '../http/own-bytes.js';

const NAME = /^[a-z0-9][a-z0-9.-]{0,99}$/;
const KEPT_BYTES = 8 * 1024 * 1024;
const TEXT = /^(?:text\/|application\/(?:json|manifest)|image\/svg)/;

/** A file of a look: as it is, and compressed when that makes it smaller. */
export interface Asset {
  readonly mime: string;
  readonly identity: Buffer;
  readonly gzip?: Buffer;
  readonly br?: Buffer;
}

/** The styles and scripts of looks, this one's and those that open pages still show, out of memory or else the store. */
@Injectable()
export class Assets {
  private readonly kept = new LRUCache<string, Asset>({
    maxSize: KEPT_BYTES,
    sizeCalculation: ({ identity, gzip: zipped, br }) =>
      identity.length + (zipped?.length ?? 0) + (br?.length ?? 0) + 1,
  });
  private readonly flights = new Map<string, Promise<Asset>>();

  constructor(@Inject(STORE) private readonly store: ObjectStore) {}

  /** Throws `page_not_found` for what no look has, `StoreUnavailable` when it is not in memory and the store is away. */
  get(look: string, name: string): Promise<Asset> | Asset {
    if (!LookId.safeParse(look).success || !NAME.test(name)) throw new DomainError('page_not_found');
    const object = `static/${look}/${name}`;
    const known = this.kept.get(object);
    if (known) return known;
    const flight = this.flights.get(object) ?? this.load(object).finally(() => this.flights.delete(object));
    this.flights.set(object, flight);
    return flight;
  }

  private async load(object: string): Promise<Asset> {
    try {
      const identity = ownBytes(await buffer(await this.store.get(object)));
      const asset = await compressed(identity, mimeOf(object));
      this.kept.set(object, asset);
      return asset;
    } catch (error) {
      if (error instanceof ObjectNotFound)
        throw new DomainError('page_not_found', undefined, { cause: error });
      throw error;
    }
  }
}

async function compressed(identity: Buffer, bareMime: string): Promise<Asset> {
  if (!TEXT.test(bareMime)) return { mime: bareMime, identity };
  const [zipped, br] = await Promise.all([
    promisify(gzip)(identity, { level: 9 }),
    promisify(brotliCompress)(identity, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: identity.length } }),
  ]);
  const mime = `${bareMime}; charset=utf-8`;
  return {
    mime,
    identity,
    ...(zipped.length < identity.length && { gzip: ownBytes(zipped) }),
    ...(br.length < identity.length && { br: ownBytes(br) }),
  };
}
