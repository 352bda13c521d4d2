import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type LiveMessage,
  liveMessages,
  type NatsServer,
  ServiceProcess,
  startNats,
  until,
} from '@board/testing';
import { ScriptedBoard } from './scripted-board.ts';

/** Real gateways and a real NATS around a scripted board. */
export class LiveHouse {
  readonly nats: NatsServer;
  readonly gateways: readonly ServiceProcess[];
  readonly board: ScriptedBoard;
  private readonly folder: string;

  private constructor(
    nats: NatsServer,
    gateways: readonly ServiceProcess[],
    board: ScriptedBoard,
    folder: string,
  ) {
    this.nats = nats;
    this.gateways = gateways;
    this.board = board;
    this.folder = folder;
  }

  static async start(options: { gateways?: number; env?: Record<string, string> } = {}): Promise<LiveHouse> {
    const nats = await startNats();
    const folder = await mkdtemp(join(tmpdir(), 'board-live-'));
    const board = await ScriptedBoard.open(nats.url);
    const gateways = Array.from({ length: options.gateways ?? 1 }, (_, index) =>
      newGateway(index, nats.url, folder, options.env),
    );
    await Promise.all(gateways.map((one) => one.start()));
    const house = new LiveHouse(nats, gateways, board, folder);
    await house.following();
    return house;
  }

  gateway(index: number): ServiceProcess {
    const found = this.gateways[index];
    if (!found) throw new Error(`There is no gateway ${index}`);
    return found;
  }

  url(path = '/', index = 0): string {
    return new URL(path, this.gateway(index).url).href;
  }

  /** A page, with what a visitor says they know. */
  async get(path: string, headers: Record<string, string> = {}, index = 0): Promise<Page> {
    const response = await fetch(this.url(path, index), {
      headers: { 'accept-language': 'en', ...headers },
      redirect: 'manual',
    });
    const html = await response.text();
    const etag = response.headers.get('etag') ?? '';
    return {
      status: response.status,
      html,
      etag,
      version: Number(/\.(\d+)"$/.exec(etag)?.[1] ?? NaN),
      headers: response.headers,
    };
  }

  /** Follows a thread until `enough`, or until the stream ends. */
  read(
    thread: number,
    since: string,
    options: { lastId?: string; headers?: Record<string, string>; index?: number } = {},
  ): LiveLog {
    return new LiveLog(this.url(`/b/thread/${thread}/live?since=${since}&lang=en`, options.index), options);
  }

  /** A number in a gateway's metrics, all labels that match taken together. */
  async metric(name: string, index = 0): Promise<number> {
    const text = await (await fetch(`${this.gateway(index).internalUrl}/metrics`)).text();
    return text
      .split('\n')
      .filter((line) => line.startsWith(name))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
  }

  /** Resolves when the first gateway has heard all that was told so far. */
  async heardAll(): Promise<void> {
    const { told } = this.board;
    await until(
      `${told} events were heard`,
      async () => (await this.metric('gateway_feed_events_total ')) >= told,
    );
  }

  /** Resolves when every gateway hears the feed. */
  async following(): Promise<void> {
    await Promise.all(
      this.gateways.map((_, index) =>
        until('the feed flows', async () => (await this.metric('gateway_feed_flowing ', index)) === 1),
      ),
    );
  }

  /** Resolves when every gateway knows that it hears nothing. */
  async deaf(): Promise<void> {
    await Promise.all(
      this.gateways.map((_, index) =>
        until('the feed is broken', async () => (await this.metric('gateway_feed_flowing ', index)) === 0),
      ),
    );
  }

  async stop(): Promise<void> {
    const codes = await Promise.all(this.gateways.map((one) => one.stop()));
    await this.board.close();
    await this.nats.stop();
    await rm(this.folder, { recursive: true, force: true });
    if (codes.some((code) => code !== 0)) throw new Error(this.gateways.map((one) => one.tail()).join('\n'));
  }
}

export interface Page {
  status: number;
  html: string;
  etag: string;
  version: number;
  headers: Headers;
}

/** What one live reader has been sent so far. */
export class LiveLog {
  readonly messages: LiveMessage[] = [];
  readonly done: Promise<void>;
  private readonly leaving = new AbortController();

  constructor(url: string, options: { lastId?: string; headers?: Record<string, string> }) {
    this.done = this.run(url, options);
  }

  get lastId(): string {
    return this.messages.at(-1)?.id ?? '';
  }

  get text(): string {
    return this.messages.map(({ data }) => data).join('\n');
  }

  /** Resolves when something that was sent says so. */
  async saw(words: string): Promise<void> {
    await until(`a reader saw "${words}", not only ${JSON.stringify(this.messages)}`, () =>
      this.text.includes(words),
    );
  }

  async leave(): Promise<void> {
    this.leaving.abort();
    await this.done;
  }

  private async run(
    url: string,
    options: { lastId?: string; headers?: Record<string, string> },
  ): Promise<void> {
    try {
      for await (const message of liveMessages(url, { ...options, signal: this.leaving.signal }))
        this.messages.push(message);
    } catch (error) {
      if (!this.leaving.signal.aborted) throw error;
    }
  }
}

function newGateway(
  index: number,
  nats: string,
  folder: string,
  env: Record<string, string> = {},
): ServiceProcess {
  return new ServiceProcess('gateway', index, {
    NATS_URL: nats,
    INTERNAL_PORT: '0',
    HTTP_PORT: '0',
    LOG_LEVEL: 'debug',
    STORE_DIR: join(folder, 'store'),
    UPLOAD_DIR: folder,
    TRUSTED_PROXIES: '127.0.0.0/8',
    CLOAK_KEY: 'cloak-key-of-the-house-0123456789abcdef',
    TOKEN_KEY: 'token-key-of-the-house-0123456789abcdef',
    ...env,
  });
}
