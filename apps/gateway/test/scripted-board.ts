import { randomUUID } from 'node:crypto';
import { REASONS, type Reason } from '@board/contracts';
import { until } from '@board/testing';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connectionOptions } from '@board/messaging';
import { connect, type NatsConnection, type Subscription } from '@nats-io/transport-node';

interface ScriptedPost {
  version: number;
  text: string;
  gone: boolean;
}

interface ScriptedThread {
  version: number;
  gone: boolean;
  posts: Map<number, ScriptedPost>;
}

interface Input {
  page: string;
  number: number;
  lang: string;
  after: { version: number; no: number };
  thread: number;
  since: number;
  sort: string;
  latest?: boolean;
}
const CALLS = ['page', 'delta', 'changes', 'look'] as const;
type Call = (typeof CALLS)[number];

/**
 * Posts and renderer in one, for a gateway to ask: board `b` with threads of one-line posts. What happens on it is told
 * on the real stream, or kept back by a test.
 */
export class ScriptedBoard {
  epoch = 'epochone';
  look = 'look00000001';
  version = 0;
  lastNo = 0;
  readonly threads = new Map<number, ScriptedThread>();
  /** When false, what happens is not told: as when the feed is broken. */
  telling = true;
  readonly calls: Record<Call, number> = { page: 0, delta: 0, changes: 0, look: 0 };
  /** Events that were told so far. */
  told = 0;
  /** Called when an answer is made, and waited for before it leaves. */
  beforeAnswer: ((call: Call, input: Input) => Promise<void>) | undefined;
  /** Posts in one message of a delta. */
  pageSize = 1_000;
  /** What questions of a kind wait for before they are answered. */
  private readonly gates = new Map<Call, Promise<void>>();
  private readonly subscriptions: Subscription[] = [];
  private readonly nats: NatsConnection;

  private constructor(nats: NatsConnection) {
    this.nats = nats;
  }

  static async open(url: string): Promise<ScriptedBoard> {
    const board = new ScriptedBoard(
      await connect({ ...connectionOptions({ url }), maxReconnectAttempts: -1, reconnectTimeWait: 100 }),
    );
    await board.makeStream();
    // Of keys it knows nothing, so any will do.
    board.nats.subscribe('rpc.posts.key.check', {
      callback: (_, message) => {
        message.respond('{"response":{}}');
      },
    });
    board.speak();
    return board;
  }

  async makeStream(): Promise<void> {
    await until('the stream is made', async () => {
      const manager = await jetstreamManager(this.nats, { checkAPI: false, timeout: 500 });
      return manager.streams.add({ name: 'POSTS', subjects: ['evt.posts.>'], storage: 'memory' });
    });
  }

  async dropStream(): Promise<void> {
    const manager = await jetstreamManager(this.nats, { checkAPI: false });
    await manager.streams.delete('POSTS');
  }

  /** Begins to answer, on the subjects of the look of now: everything, or one question alone. */
  speak(only?: Call): void {
    const answers: Record<Call, [string, (input: Input) => object]> = {
      look: ['rpc.renderer.look.get', () => ({ look: this.look, assets: [] })],
      page: [`rpc.renderer.page.get.${this.look}`, (input) => this.page(input)],
      delta: [`rpc.renderer.thread.delta.${this.look}`, (input) => this.delta(input)],
      changes: ['rpc.posts.board.changes', (input) => this.changes(input)],
    };
    for (const call of only ? [only] : CALLS) this.answer(call, ...answers[call]);
  }

  /** Nobody answers any more. */
  silence(): void {
    for (const subscription of this.subscriptions.splice(0)) subscription.unsubscribe();
  }

  /** Answers, all or of one kind, are kept back until the function that this gives is called. */
  hold(only?: Call): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    for (const call of only ? [only] : CALLS) this.gates.set(call, promise);
    return resolve;
  }

  async thread(text: string): Promise<number> {
    const no = (this.lastNo += 1);
    this.threads.set(no, { version: 0, gone: false, posts: new Map() });
    await this.write(no, no, text);
    return no;
  }

  async reply(thread: number, text: string): Promise<number> {
    const no = (this.lastNo += 1);
    await this.write(thread, no, text);
    return no;
  }

  async delete(thread: number, no: number): Promise<void> {
    const there = this.threads.get(thread) as ScriptedThread;
    there.version += 1;
    if (no === thread) there.gone = true;
    const post = there.posts.get(no) as ScriptedPost;
    Object.assign(post, { gone: true, version: there.version });
    await this.tell(thread, [no]);
  }

  /** Takes the files off a post: what was shown of it must go, and it is there with other words. */
  async takeFiles(thread: number, no: number): Promise<void> {
    const there = this.threads.get(thread) as ScriptedThread;
    there.version += 1;
    Object.assign(there.posts.get(no) as ScriptedPost, { text: 'files gone', version: there.version });
    await this.tell(thread, [no]);
  }

  /** Tells where a thread is now. */
  async tell(thread: number, gone: number[] = []): Promise<void> {
    this.version += 1;
    if (!this.telling) return;
    const { version } = this.threads.get(thread) as ScriptedThread;
    const { epoch, version: boardVersion } = this;
    await this.publish(`b.${thread}`, version, { epoch, board: 'b', thread, version, boardVersion, gone });
  }

  async close(): Promise<void> {
    await this.nats.close();
  }

  private async publish(key: string, version: number, data: object): Promise<void> {
    const type = 'posts.thread.changed.v1';
    const envelope = { id: randomUUID(), type, occurredAt: new Date().toISOString(), key, version, data };
    await jetstream(this.nats).publish(`evt.${type}.${key}`, JSON.stringify(envelope));
    this.told += 1;
  }

  private async write(thread: number, no: number, text: string): Promise<void> {
    const there = this.threads.get(thread) as ScriptedThread;
    there.version += 1;
    there.posts.set(no, { version: there.version, text, gone: false });
    await this.tell(thread);
  }

  private page(input: Input): object {
    if (input.page === 'home') return { ...this.stamp(), html: `<h1>home</h1> at ${this.version}` };
    if (input.page === 'board-atom') return { ...this.stamp(), html: `<feed>${this.firsts()}</feed>` };
    if (input.page === 'thread-atom') return this.threadAtom(input.thread);
    if (input.number !== 1) return refusal('page_not_found');
    if (input.page === 'catalog') {
      const texts = [...this.threads.values()].map(({ posts }) => [...posts.values()][0]?.text);
      return {
        ...this.stamp(),
        html: `<h1>catalog by ${input.sort}</h1> at ${this.version}: ${texts.join(', ')}`,
      };
    }
    return { ...this.stamp(), html: `<h1>board ${input.lang}</h1> at ${this.version}: ${this.firsts()}` };
  }

  /** What the living threads begin with. */
  private firsts(): string {
    const living = [...this.threads.values()].filter(({ gone }) => !gone);
    return living.map(({ posts }) => [...posts.values()][0]?.text).join(', ');
  }

  private threadAtom(no: number): object {
    const thread = this.threads.get(no);
    if (!thread) return refusal('thread_not_found');
    const { version, gone, posts } = thread;
    if (gone) return refusal('thread_gone');
    const texts = [...posts.values()].filter((post) => !post.gone).map(({ text }) => text);
    return {
      ...{ epoch: this.epoch, version, boardVersion: this.version },
      html: `<feed>${texts.toReversed().join(', ')}</feed>`,
    };
  }

  private delta({ thread: no, after, latest }: Input): object {
    const thread = this.threads.get(no);
    if (!thread) return refusal('thread_not_found');
    const { version, gone } = thread;
    const common = { epoch: this.epoch, version, boardVersion: this.version, gone };
    if (gone) return { ...common, head: '', state: '', tail: '', fragments: [], upTo: version };
    const living = [...thread.posts].filter(([, post]) => !post.gone);
    const end = living.filter(([number], index) => number === no || index >= living.length - 2);
    const changed = (latest ? end : [...thread.posts])
      .map(([number, post]) => ({
        no: number,
        version: post.version,
        gone: post.gone,
        html: post.gone ? '' : article(number, post.text),
      }))
      .filter((one) => one.version > after.version || (one.version === after.version && one.no > after.no))
      .sort((a, b) => a.version - b.version || a.no - b.no);
    const fragments = changed.slice(0, this.pageSize);
    const last = fragments.at(-1);
    const whole = fragments.length === changed.length;
    const state = `<div id="thread-state">${this.look} ${version}</div>`;
    return {
      ...common,
      head: `<h1>${latest ? 'end of thread' : 'thread'} ${no}</h1>\n${state}\n<div id="posts">`,
      state,
      tail: '</div>',
      fragments,
      ...(whole || !last ? { upTo: version } : { next: { version: last.version, no: last.no } }),
    };
  }

  private changes({ since }: Input): object {
    const threads = [...this.threads].map(([no, { version, gone }]) => ({ no, version, gone }));
    return {
      epoch: this.epoch,
      version: this.version,
      all: false,
      threads: since < this.version ? threads : [],
    };
  }

  private stamp(): { epoch: string; version: number } {
    return { epoch: this.epoch, version: this.version };
  }

  private answer(call: Call, subject: string, handler: (input: Input) => object): void {
    const subscription = this.nats.subscribe(subject, {
      callback: (error, message) => {
        if (error) throw error;
        this.calls[call] += 1;
        const { data } = message.json<{ data: Input }>();
        const response = handler(data);
        const answer = JSON.stringify('err' in response ? response : { response });
        void Promise.resolve(this.gates.get(call))
          .then(() => this.beforeAnswer?.(call, data))
          .then(() => message.respond(answer));
      },
    });
    this.subscriptions.push(subscription);
  }
}

export function article(no: number, text: string): string {
  return `<article class="post" id="p${no}" data-no="${no}">${text}</article>`;
}

function refusal(reason: Reason): object {
  return { err: { kind: REASONS[reason].kind, reason, message: REASONS[reason].message } };
}
