import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Controller, Module, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  FileBannedV1,
  FileReleasedV1,
  FileRestoredV1,
  GetIdentity,
  GetKnownFiles,
  IngestFile,
  SweepStore,
  type FileView,
  type SweepReport,
} from '@board/contracts';
import {
  connectMessaging,
  EventPublisher,
  Input,
  MessagingModule,
  newEvent,
  Rpc,
  RpcClient,
} from '@board/messaging';
import { openStore, type ObjectStore } from '@board/storage';
import { ServiceProcess, startMinio, startNats, type ObjectStoreServer } from '@board/testing';
import type { z } from 'zod';

export type Driver = 'disk' | 's3';
type Verdict = 'keep' | 'trash' | 'delete' | 'unknown';
type Asked = z.output<typeof GetKnownFiles.input>;

/** What the test says of each file when media asks; files that it was told nothing about are unknown. */
const verdicts = new Map<string, Verdict>();
/** What it says the next time, where that is something else. */
const later = new Map<string, Verdict>();
const asked: string[] = [];
/** Which board the test's database is of. */
const identity = {
  board: 'theboardofthetes',
  epoch: 'epochone',
  takesUnmarked: false,
  showsFiles: false,
  schema: 'Test',
  version: '1.0.0',
};

@Controller()
class KnownFilesController {
  @Rpc(GetKnownFiles)
  known(@Input(GetKnownFiles) { names, release }: Asked): z.output<typeof GetKnownFiles.output> {
    if (release) asked.push(...names);
    return {
      files: names.map((name) => {
        const verdict = verdicts.get(name) ?? 'unknown';
        verdicts.set(name, later.get(name) ?? verdict);
        return { name, verdict: verdict === 'unknown' ? 'delete' : verdict, unknown: verdict === 'unknown' };
      }),
    };
  }

  @Rpc(GetIdentity)
  identity(): z.output<typeof GetIdentity.output> {
    return identity;
  }
}

export interface Question {
  file?: number;
  sha?: string;
  bytes?: number;
  attempts?: number;
}

/** media as a process of its own, with a real NATS and store, and the test in the place of posts and gateway. */
export class MediaHouse {
  readonly verdicts = verdicts;
  readonly later = later;
  readonly asked = asked;
  readonly identity = identity;
  private constructor(
    readonly store: ObjectStore,
    readonly replicas: ServiceProcess[],
    /** The S3 server, on that driver. */
    readonly bucket: ObjectStoreServer | undefined,
    private readonly posts: INestApplication,
    private readonly ends: (() => Promise<unknown>)[],
  ) {}

  static async start(driver: Driver, env: Record<string, string> = {}, replicas = 1): Promise<MediaHouse> {
    const ends: (() => Promise<unknown>)[] = [];
    try {
      return await MediaHouse.build(driver, env, replicas, ends);
    } catch (error) {
      for (const end of ends.reverse()) await end();
      throw error;
    }
  }

  private static async build(
    driver: Driver,
    env: Record<string, string>,
    replicas: number,
    ends: (() => Promise<unknown>)[],
  ): Promise<MediaHouse> {
    const nats = await startNats();
    ends.push(() => nats.stop());
    const bucket = driver === 's3' ? await startMinio() : undefined;
    if (bucket) ends.push(() => bucket.stop());
    const storeEnv = bucket ? keysOf(bucket) : await folder(ends);
    const posts = await postsAt(nats.url);
    ends.push(() => posts.close());
    const processes = Array.from({ length: replicas }, (_, n) => {
      const fixed = { NATS_URL: nats.url, INTERNAL_PORT: '0', SWEEP_EVERY_MS: '3600000' };
      return new ServiceProcess('media', n + 1, { ...fixed, ...storeEnv, ...env });
    });
    for (const one of processes) {
      ends.push(() => one.stop());
      await one.start();
    }
    const store = await openStore({ S3_REGION: 'us-east-1', ...storeEnv });
    return new MediaHouse(store, processes, bucket, posts, ends);
  }

  get media(): ServiceProcess {
    const [first] = this.replicas;
    if (!first) throw new Error('media was not started');
    return first;
  }

  async stop(): Promise<void> {
    for (const end of this.ends.reverse()) await end();
  }

  /** Puts an upload into the store, as a gateway does, and answers with its key. */
  async upload(bytes: Buffer): Promise<string> {
    const key = randomUUID();
    await this.store.put(`incoming/${key}`, bytes, { bytes: bytes.length, mime: 'application/octet-stream' });
    return key;
  }

  async ingest(bytes: Buffer, question: Question = {}): Promise<FileView> {
    return this.ask(await this.upload(bytes), bytes, question);
  }

  async ask(key: string, bytes: Buffer, { attempts = 1, ...question }: Question = {}): Promise<FileView> {
    const sha = createHash('sha256').update(bytes).digest('hex');
    const input = { key, sha, bytes: bytes.length, file: 1, ...question };
    return this.posts.get(RpcClient).call(IngestFile, input, { timeoutMs: 60_000, attempts });
  }

  /** Has the store swept at once. */
  sweep(wish: { dryRun?: boolean; accept?: boolean } = {}): Promise<SweepReport> {
    return this.posts.get(RpcClient).call(SweepStore, { dryRun: false, accept: false, ...wish });
  }

  async read(name: string): Promise<Buffer> {
    return buffer(await this.store.get(name));
  }

  async names(prefix: string): Promise<string[]> {
    return (await Array.fromAsync(this.store.list(prefix))).map(({ name }) => name).sort();
  }

  async release(name: string): Promise<void> {
    const { envelope, subject } = newEvent(FileReleasedV1, { key: name, version: 0, data: { name } });
    await this.posts.get(EventPublisher).publish(envelope, subject);
  }

  async restore(name: string): Promise<void> {
    const { envelope, subject } = newEvent(FileRestoredV1, { key: name, version: 0, data: { name } });
    await this.posts.get(EventPublisher).publish(envelope, subject);
  }

  async ban(sha: string): Promise<void> {
    const { envelope, subject } = newEvent(FileBannedV1, { key: sha, version: 0, data: { sha } });
    await this.posts.get(EventPublisher).publish(envelope, subject);
  }

  /** All that media has logged. */
  log(): string {
    return this.replicas.flatMap((one) => one.lines).join('\n');
  }

  /** The value of a metric's line that begins with `line`; 0 when there is none. */
  async metric(line: string): Promise<number> {
    const text = await (await fetch(`${this.media.internalUrl}/metrics`)).text();
    const found = text.split('\n').filter((one) => one.startsWith(line));
    return found.reduce((sum, one) => sum + Number(one.split(' ').at(-1)), 0);
  }
}

/** What posts is to media. */
async function postsAt(url: string): Promise<INestApplication> {
  const streams = [{ name: 'POSTS', subjects: ['evt.posts.>'] }];
  class PostsModule {}
  Module({
    imports: [MessagingModule.forRoot({ service: 'posts', url, streams })],
    controllers: [KnownFilesController],
  })(PostsModule);
  const app = await NestFactory.create(PostsModule, new FastifyAdapter(), { logger: ['error'] });
  connectMessaging(app);
  await app.init();
  await app.startAllMicroservices();
  return app;
}

async function folder(ends: (() => Promise<unknown>)[]): Promise<Record<string, string>> {
  const path = await mkdtemp(join(tmpdir(), 'board-media-test-'));
  ends.push(() => rm(path, { recursive: true, force: true }));
  return { STORE_DIR: path };
}

function keysOf({ url, accessKey, secretKey }: ObjectStoreServer): Record<string, string> {
  return { S3_ENDPOINT: url, S3_BUCKET: 'board', S3_ACCESS_KEY: accessKey, S3_SECRET_KEY: secretKey };
}
