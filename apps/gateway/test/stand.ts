import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileView, Reason } from '@board/contracts';
import { REASONS, ThreadChangedV1 } from '@board/contracts';
import { connectionOptions, newEvent } from '@board/messaging';
import { type ObjectStore, openStore } from '@board/storage';
import { ServiceProcess, startNats, type NatsServer } from '@board/testing';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection, type Subscription } from '@nats-io/transport-node';

export const LOOK = 'look00000001';
export const EPOCH = 'epochepo';

type Input = Record<string, unknown>;
type Handler = (input: Input) => unknown;

/** Thrown by a handler to refuse, as the service that it stands for would. */
export class Refusal extends Error {
  readonly reason: Reason;
  readonly details: Record<string, string | number> | undefined;

  constructor(reason: Reason, details?: Record<string, string | number>) {
    super(reason);
    this.reason = reason;
    this.details = details;
  }
}

/**
 * A real gateway between a real NATS and a real store on disk. Those whom it asks are short answers given by the test:
 * `answer('rpc.posts.post.create', (input) => …)`; a subject without one has nobody who answers.
 */
export class Stand {
  readonly calls: { subject: string; input: Input }[] = [];
  readonly nats: NatsServer;
  readonly gateway: ServiceProcess;
  readonly store: ObjectStore;
  readonly uploads: string;
  private readonly settings: Record<string, string>;
  private readonly folder: string;
  private readonly connection: NatsConnection;
  private readonly subscriptions = new Map<string, Subscription>();

  private constructor(parts: {
    nats: NatsServer;
    settings: Record<string, string>;
    gateway: ServiceProcess;
    store: ObjectStore;
    folder: string;
    uploads: string;
    connection: NatsConnection;
  }) {
    this.nats = parts.nats;
    this.settings = parts.settings;
    this.gateway = parts.gateway;
    this.store = parts.store;
    this.folder = parts.folder;
    this.uploads = parts.uploads;
    this.connection = parts.connection;
  }

  static async start(env: Record<string, string> = {}): Promise<Stand> {
    const nats = await startNats();
    const folder = await mkdtemp(join(tmpdir(), 'board-gateway-'));
    const uploads = await mkdtemp(join(folder, 'uploads-'));
    const store = join(folder, 'store');
    const settings = {
      NATS_URL: nats.url,
      INTERNAL_PORT: '0',
      HTTP_PORT: '0',
      LOG_LEVEL: 'debug',
      STORE_DIR: store,
      UPLOAD_DIR: uploads,
      TRUSTED_PROXIES: '127.0.0.0/8',
      CLOAK_KEY: 'cloak-key-of-the-stand-0123456789abcdef',
      TOKEN_KEY: 'token-key-of-the-stand-0123456789abcdef',
      ...env,
    };
    const gateway = new ServiceProcess('gateway', 0, settings);
    const stand = new Stand({
      nats,
      settings,
      gateway,
      folder,
      uploads,
      store: await openStore({ STORE_DIR: store, S3_REGION: 'us-east-1' }),
      connection: await connect(connectionOptions(nats)),
    });
    stand.furnish();
    // Of keys it knows nothing, so any will do.
    stand.connection.subscribe('rpc.posts.key.check', {
      callback: (_, message) => {
        message.respond('{"response":{}}');
      },
    });
    await gateway.start();
    return stand;
  }

  get url(): string {
    return this.gateway.url;
  }

  /** A second gateway, not started, with the settings of the first. */
  another(env: Record<string, string> = {}): ServiceProcess {
    return new ServiceProcess('gateway', 1, { ...this.settings, ...env });
  }

  /** From now on `handler` answers on a subject, alone. */
  answer(subject: string, handler: Handler): void {
    this.subscriptions.get(subject)?.unsubscribe();
    const subscription = this.connection.subscribe(subject, {
      callback: (error, message) => {
        if (error) throw error;
        const { data } = message.json<{ data: Input }>();
        this.calls.push({ subject, input: data });
        void Promise.resolve()
          .then(() => handler(data))
          .then((response) => message.respond(JSON.stringify({ response, isDisposed: true })))
          .catch((problem: unknown) => {
            const { reason, details } = problem instanceof Refusal ? problem : new Refusal('internal');
            const { kind, message: text } = REASONS[reason];
            message.respond(
              JSON.stringify({ err: { kind, reason, message: text, details }, isDisposed: true }),
            );
          });
      },
    });
    this.subscriptions.set(subject, subscription);
  }

  /** From now on nobody answers on subjects that begin so. */
  silence(prefix: string): void {
    for (const [subject, subscription] of this.subscriptions) {
      if (subject.startsWith(prefix)) subscription.unsubscribe();
    }
  }

  /** What was asked on a subject, in order, since the last `furnish`. */
  asked(subject: string): Input[] {
    return this.calls.filter((call) => call.subject === subject).map(({ input }) => input);
  }

  /** All that a quiet house would answer: every post is made as number 7, every file is fine. */
  furnish(): void {
    this.calls.length = 0;
    this.answer('rpc.posts.board.list', () => ({ epoch: EPOCH, version: 3, boards: [board, bigBoard] }));
    this.answer('rpc.posts.post.admit', () => ({ live: [] }));
    this.answer('rpc.posts.post.create', ({ thread }) => ({
      board: 'b',
      thread: thread ?? 7,
      no: 7,
      epoch: EPOCH,
      threadVersion: 4,
      boardVersion: 9,
    }));
    this.answer('rpc.media.file.ingest', ({ sha }) => fileView(String(sha)));
    this.answer('rpc.renderer.look.get', () => ({ look: LOOK, assets: [] }));
    this.answer(`rpc.renderer.form.get.${LOOK}`, (input) => ({
      html: `<form id="post-form">${JSON.stringify(input)}</form>`,
    }));
    this.answer(`rpc.renderer.error.get.${LOOK}`, (input) => ({ html: `<h1>${JSON.stringify(input)}</h1>` }));
  }

  /** Opens the stream that posts owns, which gateways follow. */
  async openStream(): Promise<void> {
    const manager = await jetstreamManager(this.connection);
    await manager.streams.add({ name: 'POSTS', subjects: ['evt.posts.>'] });
  }

  /** Tells, as posts does, that a thread of board `b` has changed. */
  async tell(change: { thread: number; version: number; boardVersion: number }): Promise<void> {
    const data = { ...change, epoch: EPOCH, board: 'b', gone: [] };
    const { envelope, subject } = newEvent(ThreadChangedV1, {
      key: `b/${change.thread}`,
      version: change.version,
      data,
    });
    await jetstream(this.connection).publish(subject, JSON.stringify(envelope));
  }

  /** Temporary folders of uploads that are there now. */
  leftovers(): Promise<string[]> {
    return readdir(this.uploads);
  }

  /** Memory that the gateway's process holds, in bytes. */
  async memory(): Promise<number> {
    const text = await (await fetch(`${this.gateway.internalUrl}/metrics`)).text();
    return Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1]);
  }

  async stop(): Promise<void> {
    const code = await this.gateway.stop();
    await this.connection.close();
    await this.nats.stop();
    await rm(this.folder, { recursive: true, force: true });
    if (code !== 0) throw new Error(`The gateway ended with ${code}\n${this.gateway.tail()}`);
  }
}

/** What the renderer was asked to draw, out of the page that the stand made of it. */
export async function drawn(response: Response): Promise<Record<string, unknown>> {
  return JSON.parse((await response.text()).replace(/<[^>]*>/g, '')) as Record<string, unknown>;
}

export const limits = {
  textChars: 2_000,
  subjectChars: 100,
  files: 3,
  fileBytes: 1_000_000,
  videoMs: 180_000,
  bumpLimit: 500,
  names: true,
};

export const board = {
  slug: 'b',
  title: 'Random',
  description: '',
  version: 3,
  threads: 0,
  lastNo: 0,
  lastPostAt: null,
  limits,
};

/** A board that takes files of 200 MB. */
const bigBoard = { ...board, slug: 'big', limits: { ...limits, fileBytes: 200 * 1024 * 1024 } };

export function fileView(sha: string): FileView {
  const name = `${sha}.${randomUUID()}`;
  return {
    name: `${name}.png`,
    sha,
    mime: 'image/png',
    width: 40,
    height: 30,
    bytes: 1_000,
    thumb: { name: `${name}.thumb.webp`, width: 40, height: 30 },
  };
}
