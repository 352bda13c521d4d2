import { randomBytes, randomUUID } from 'node:crypto';
import {
  CreatePost,
  type DomainError,
  type FileView,
  GetThreadChanges,
  type LivePost,
  type PostAnswer,
  type PostView,
  type RpcContract,
} from '@board/contracts';
import { Nats, RpcClient } from '@board/messaging';
import {
  type NatsServer,
  type PostgresServer,
  ServiceProcess,
  settle,
  startNats,
  startPostgres,
  until,
} from '@board/testing';
import pg from 'pg';
import type { z } from 'zod';

export type NewPost = Partial<z.input<typeof CreatePost.input>>;

/** A poster whom nobody has seen before. */
export const newCloak = (): string => randomBytes(16).toString('hex');

export function newFile(sha = randomBytes(32).toString('hex'), more: Partial<FileView> = {}): FileView {
  const name = `${sha}.${randomUUID()}`;
  return {
    name: `${name}.png`,
    sha,
    mime: 'image/png',
    width: 640,
    height: 480,
    bytes: 12_345,
    thumb: { name: `${name}.thumb.webp`, width: 250, height: 188 },
    ...more,
  };
}

/** The compiled service, as many times as asked, with a real NATS and a real Postgres; asked as other services ask it. */
export class PostsHouse {
  private constructor(
    readonly nats: NatsServer,
    readonly postgres: PostgresServer,
    readonly replicas: ServiceProcess[],
    readonly connection: Nats,
    readonly db: pg.Pool,
  ) {
    this.rpc = new RpcClient(connection);
    db.on('error', () => undefined);
  }

  private readonly rpc: RpcClient;

  /** `durable`: Postgres keeps what it said it has, even when it is killed. */
  static async start(
    options: { replicas?: number; env?: Record<string, string>; durable?: boolean } = {},
  ): Promise<PostsHouse> {
    const [nats, postgres] = await Promise.all([
      startNats(),
      startPostgres({ fsync: options.durable ?? false }),
    ]);
    const env = {
      NATS_URL: nats.url,
      DATABASE_URL: postgres.url,
      INTERNAL_PORT: '0',
      TRIP_KEY: 'trip-key-of-the-house-0123456789abcdef',
      PASSWORD_KEY: 'password-key-of-the-house-0123456789ab',
      SEED_BOARDS: 'b:Random,pr:Programming,test:Test',
      FLOOD_REPLY_MS: '0',
      FLOOD_THREAD_MS: '0',
      ...options.env,
    };
    const replicas = Array.from(
      { length: options.replicas ?? 1 },
      (_, i) => new ServiceProcess('posts', i, env),
    );
    try {
      await Promise.all(replicas.map((replica) => replica.start()));
      const connection = await Nats.open({ service: 'test', url: nats.url });
      return new PostsHouse(
        nats,
        postgres,
        replicas,
        connection,
        new pg.Pool({ connectionString: postgres.url, max: 4 }),
      );
    } catch (error) {
      await Promise.all([...replicas.map((replica) => replica.stop()), nats.stop(), postgres.stop()]);
      throw error;
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.stop()));
    await this.connection.onApplicationShutdown();
    await this.db.end();
    await Promise.all([this.nats.stop(), this.postgres.stop()]);
  }

  replica(index = 0): ServiceProcess {
    const found = this.replicas[index];
    if (!found) throw new Error(`There is no replica ${index}`);
    return found;
  }

  call<I extends z.ZodType, O extends z.ZodType>(
    contract: RpcContract<I, O>,
    input: z.input<I>,
  ): Promise<z.output<O>> {
    return this.rpc.call(contract, input);
  }

  /** A post by a poster of its own, unless `more` says otherwise. Without a thread it opens one. */
  post(more: NewPost = {}): Promise<PostAnswer> {
    return this.call(CreatePost, {
      board: 'b',
      thread: null,
      cloak: newCloak(),
      formId: randomUUID(),
      minted: false,
      text: 'a post',
      subject: '',
      sage: false,
      files: [],
      ...more,
    });
  }

  reply(thread: PostAnswer, more: NewPost = {}): Promise<PostAnswer> {
    return this.post({ board: thread.board, thread: thread.thread, ...more });
  }

  /** The refusal of a call that must not succeed. */
  async refusal(asked: Promise<unknown>): Promise<DomainError> {
    try {
      await asked;
    } catch (error) {
      return error as DomainError;
    }
    throw new Error('This was not refused');
  }

  changes(
    of: { board: string; thread: number },
    after = { version: 0, no: 0 },
  ): Promise<z.output<typeof GetThreadChanges.output>> {
    return this.call(GetThreadChanges, { board: of.board, thread: of.thread, after });
  }

  async find(of: { board: string; thread: number; no: number }): Promise<PostView | undefined> {
    const { posts } = await this.changes(of);
    return posts.find((post) => post.no === of.no);
  }

  async live(of: { board: string; thread: number; no: number }): Promise<LivePost> {
    const post = await this.find(of);
    if (!post || post.gone) throw new Error(`${of.no} does not live`);
    return post;
  }

  /** Resolves when every event has been confirmed by the stream. */
  async relayed(ms = 10_000): Promise<void> {
    await until(
      'the outbox is empty',
      async () => (await this.db.query('SELECT 1 FROM outbox WHERE sent_at IS NULL LIMIT 1')).rowCount === 0,
      ms,
    );
  }

  /** Resolves when every event was sent, and its consumers have done what follows from it. */
  settle(ms = 30_000): Promise<void> {
    return settle(this.db, this.nats.url, ms);
  }

  /** A counter of a replica, all its labels together. */
  async metric(name: string, index = 0): Promise<number> {
    const text = await (await fetch(`${this.replica(index).internalUrl}/metrics`)).text();
    const lines = text
      .split('\n')
      .filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));
    return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
  }
}
