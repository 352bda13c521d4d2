import type { IncomingMessage } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Client } from 'minio';
import { exactly } from './exact-size.js';
import { checkMime, checkName, checkPrefix, mimeOf } from './names.js';
import {
  ObjectNotFound,
  StoreUnavailable,
  type ByteRange,
  type ListedObject,
  type ObjectStat,
  type ObjectStore,
  type PutOptions,
} from './object-store.js';
import { asStoreError, codeOf, isRefusal } from './s3.errors.js';
import { boundedTransport } from './s3.transport.js';

export interface S3Options {
  endpoint: string;
  bucket: string;
  accessKey: string;
  secretKey: string;
  region: string;
}

/** How long an upload's address is good for: it is used at once, by ourselves. */
const ADDRESS_SECONDS = 300;

/** A bucket of any S3. See `openStore` for what happens when it does not answer. */
export async function openS3Store(options: S3Options): Promise<ObjectStore> {
  const store = new S3Store(options);
  await store.open();
  return store;
}

class S3Store implements ObjectStore {
  private readonly client: Client;
  private readonly transport: ReturnType<typeof boundedTransport>;
  private readonly bucket: string;
  private bucketIsThere = false;

  constructor(private readonly options: S3Options) {
    const url = new URL(options.endpoint);
    const secure = url.protocol === 'https:';
    this.bucket = options.bucket;
    this.transport = boundedTransport(url.protocol);
    this.client = new Client({
      endPoint: url.hostname,
      port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
      useSSL: secure,
      accessKey: options.accessKey,
      secretKey: options.secretKey,
      region: options.region,
      transport: this.transport,
      // Whoever asked decides whether to ask again.
      retryOptions: { disableRetry: true },
    });
  }

  async open(): Promise<void> {
    try {
      await this.ensureBucket();
    } catch (error) {
      if (isRefusal(error)) {
        throw new Error(
          `The object store at ${this.options.endpoint} refuses S3_ACCESS_KEY or S3_SECRET_KEY for bucket ` +
            `${this.bucket}, or the name of that bucket (${codeOf(error) || String(error)}): correct them`,
          { cause: error },
        );
      }
      const answer = asStoreError(error, this.bucket);
      if (!(answer instanceof StoreUnavailable)) throw answer;
    }
  }

  /**
   * Through a signed address rather than the client's `putObject`, which reads a stream into memory first and cannot
   * send a condition. A store that does not know the condition replaces what is there.
   */
  async put(name: string, body: Buffer | Readable, options: PutOptions): Promise<void> {
    checkMime(name, options.mime);
    return this.ask(name, async () => {
      const address = await this.client.presignedPutObject(this.bucket, name, ADDRESS_SECONDS);
      const headers = {
        'content-type': options.mime,
        'content-length': String(options.bytes),
        ...(options.ifAbsent && { 'if-none-match': '*' }),
      };
      const status = await this.upload(new URL(address), headers, exactly(options.bytes, body));
      const isThereAlready = options.ifAbsent && status === 412;
      if (status !== 200 && !isThereAlready) throw new Error(`status ${status} on an upload`);
    });
  }

  async get(name: string, range?: ByteRange): Promise<Readable> {
    const source = await this.ask(name, () =>
      range
        ? this.client.getPartialObject(this.bucket, name, range.start, range.end - range.start + 1)
        : this.client.getObject(this.bucket, name),
    );
    const body = new PassThrough();
    source.once('error', (error) => body.destroy(asStoreError(error, name) as Error));
    body.once('close', () => source.destroy());
    return source.pipe(body);
  }

  async stat(name: string): Promise<ObjectStat> {
    const found = await this.ask(name, () => this.client.statObject(this.bucket, name));
    return { bytes: found.size, mime: mimeOf(name), modifiedAt: found.lastModified, etag: found.etag };
  }

  async delete(name: string): Promise<void> {
    await this.ask(name, () => this.client.removeObject(this.bucket, name));
  }

  async move(from: string, to: string): Promise<void> {
    const copied = await this.ask(from, async () => {
      try {
        await this.client.copyObject(this.bucket, checkName(to), `/${this.bucket}/${from}`);
        return true;
      } catch (error) {
        if (codeOf(error) !== 'NoSuchKey') throw error;
        return false;
      }
    });
    if (copied) return this.delete(from);
    await this.stat(to).catch((error: unknown) => {
      throw error instanceof ObjectNotFound ? new ObjectNotFound(from) : error;
    });
  }

  async *list(prefix: string): AsyncIterable<ListedObject> {
    try {
      await this.ensureBucket();
      const items: AsyncIterable<{ name?: string; size: number; lastModified?: Date }> =
        this.client.listObjectsV2(this.bucket, checkPrefix(prefix), true);
      for await (const item of items) {
        if (item.name === undefined || item.lastModified === undefined) continue;
        yield { name: item.name, bytes: item.size, modifiedAt: item.lastModified };
      }
    } catch (error) {
      throw asStoreError(error, prefix);
    }
  }

  private async ask<T>(name: string, request: () => Promise<T>): Promise<T> {
    checkName(name);
    try {
      await this.ensureBucket();
      return await request();
    } catch (error) {
      throw asStoreError(error, name);
    }
  }

  private async ensureBucket(): Promise<void> {
    if (this.bucketIsThere) return;
    if (!(await this.client.bucketExists(this.bucket))) {
      await this.client.makeBucket(this.bucket, this.options.region).catch((error: unknown) => {
        // Another process was quicker.
        if (codeOf(error) !== 'BucketAlreadyOwnedByYou') throw error;
      });
    }
    this.bucketIsThere = true;
  }

  /** Answers with the status. */
  private upload(to: URL, headers: Record<string, string>, body: Readable): Promise<number> {
    return new Promise((resolve, reject) => {
      const asked = this.transport.request(
        { method: 'PUT', ...addressOf(to), headers },
        (answer: IncomingMessage) => {
          answer.once('error', reject).once('end', () => resolve(answer.statusCode ?? 0));
          answer.resume();
        },
      );
      asked.once('error', reject);
      pipeline(body, asked).catch(reject);
    });
  }
}

function addressOf(url: URL): { protocol: string; hostname: string; port: string; path: string } {
  return { protocol: url.protocol, hostname: url.hostname, port: url.port, path: url.pathname + url.search };
}
