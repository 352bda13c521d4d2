import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type House,
  liveLinkIn,
  liveMessages,
  noise,
  type Place,
  type Sample,
  truncated,
  video,
  Visitor,
} from '@board/testing';

const POSTERS = 4;
const READERS = 4;
const WATCHERS = 12;
const BLUNDERERS = 2;
/** How long a watcher stays with a thread, at most. */
const STAY_MS = 4_000;
/** So many of a board's newest threads are looked at. */
const LOOKED_AT = 5;
const PASSWORD = 'mine alone';

/** People who post, read, watch and blunder, each at their own pace; what they did, and what they should not have met. */
export class People {
  readonly did = { posts: 0, pages: 0, streams: 0, blunders: 0 };
  readonly wrongs: string[] = [];
  private readonly house: House;
  private readonly film: Sample;
  /** Of each board, the newest last. */
  private readonly threads: Place[][];

  private constructor(house: House, film: Sample, first: Place[]) {
    this.house = house;
    this.film = film;
    this.threads = first.map((place) => [place]);
  }

  static async come(house: House): Promise<People> {
    const visitor = new Visitor(house.url());
    const places: Place[] = [];
    for (const board of ['b', 'pr', 'test']) places.push(await visitor.post({ board, text: 'the first' }));
    return new People(house, await video(1), places);
  }

  /** They are here until so many more posts are made. */
  async live(posts: number): Promise<void> {
    const enough = this.did.posts + posts;
    const leaving = new AbortController();
    const post = async (turn: number): Promise<void> => {
      await this.post(turn);
      if (this.did.posts >= enough) leaving.abort();
    };
    await Promise.all([
      ...this.many(POSTERS, 100, leaving.signal, post),
      ...this.many(READERS, 50, leaving.signal, (turn) => this.read(turn)),
      ...this.many(WATCHERS, 10, leaving.signal, () => this.watch(leaving.signal)),
      ...this.many(BLUNDERERS, 200, leaving.signal, (turn) => this.blunder(turn)),
    ]);
  }

  /** Replies, every tenth a thread instead and every tenth taken back, every fourth with a picture or a film. */
  private async post(turn: number): Promise<void> {
    const { board, thread } = this.someThread();
    const person = this.person();
    const opens = turn % 10 === 9;
    const place = await person.post({
      board,
      thread: opens ? null : thread,
      text: `turn ${turn}: see >>${thread} and **mind** %%the rest%%`,
      files: turn % 20 === 0 ? [this.film] : turn % 4 === 0 ? [noise(120, 90)] : [],
      password: PASSWORD,
    });
    this.did.posts += 1;
    if (opens) this.threads.find(([first]) => first?.board === board)?.push(place);
    else if (turn % 10 === 5) await this.mustTake(await person.withdraw(place, PASSWORD));
  }

  private async read(turn: number): Promise<void> {
    const { board, thread } = this.someThread();
    const paths = [
      '/',
      `/${board}/`,
      `/${board}/catalog`,
      `/${board}/archive`,
      `/${board}/feed.atom`,
      `/${board}/thread/${thread}`,
      `/${board}/thread/${thread}/last`,
      `/${board}/thread/${thread}.json`,
    ];
    const person = this.person(turn % 2 === 0 ? 'en' : 'ru');
    const page = await this.mustTake(await person.fetch(paths[turn % paths.length] as string));
    const picture = /\/media\/[\w.-]+/.exec(page);
    if (picture) await this.mustTake(await person.fetch(picture[0]));
    this.did.pages += 1;
  }

  private async watch(signal: AbortSignal): Promise<void> {
    const person = this.person();
    const { board, thread } = this.someThread();
    const live = new URL(liveLinkIn(await person.text(`/${board}/thread/${thread}`)), this.house.url());
    const leaving = AbortSignal.any([signal, AbortSignal.timeout(randomInt(STAY_MS))]);
    const messages = liveMessages(live, { headers: { 'x-forwarded-for': person.address }, signal: leaving });
    try {
      while (!(await messages.next()).done);
    } catch (error) {
      if (!leaving.aborted) throw error;
    }
    this.did.streams += 1;
  }

  private async blunder(turn: number): Promise<void> {
    const person = this.person();
    const { board, thread } = this.someThread();
    const ways = [
      () => person.send({ board, thread, text: '' }),
      () => person.send({ board, thread: 999_999_999, text: 'nobody is here' }),
      () => person.send({ board, thread, files: [truncated(noise())] }),
      () => person.fetch(`/nowhere/${turn}`),
      () => person.fetch(`/${board}/post`, { method: 'POST', body: 'this is no form' }),
    ];
    const answer = await (ways[turn % ways.length] as () => Promise<Response>)();
    if (answer.status < 400 || answer.status >= 500)
      this.wrongs.push(`a blunder was answered with ${answer.status}`);
    await answer.body?.cancel();
    await this.leaveMidway(board);
    this.did.blunders += 1;
  }

  /** Somebody whose connection breaks in the middle of an upload. */
  private async leaveMidway(board: string): Promise<void> {
    const leaving = new AbortController();
    const body = new ReadableStream<Uint8Array>({
      start: (stream) => stream.enqueue(new TextEncoder().encode(HALF_A_FORM)),
      pull: () => leaving.abort(),
    });
    const headers = { 'content-type': 'multipart/form-data; boundary=edge' };
    const init = { method: 'POST', body, headers, signal: leaving.signal, duplex: 'half' } as RequestInit;
    await this.person()
      .fetch(`/${board}/post`, init)
      .catch((error: unknown) => {
        if (!leaving.signal.aborted) throw error;
      });
  }

  private async mustTake(answer: Response): Promise<string> {
    if (answer.status >= 400) this.wrongs.push(`${answer.url} answered ${answer.status}`);
    return answer.text();
  }

  private person(lang = 'en'): Visitor {
    return new Visitor(this.house.url(), { lang });
  }

  private someThread(): Place {
    const board = this.threads[randomInt(this.threads.length)] as Place[];
    return board.at(-1 - randomInt(Math.min(LOOKED_AT, board.length))) as Place;
  }

  /** So many who do a thing again and again, with a pause of `everyMs`. */
  private many(
    count: number,
    everyMs: number,
    signal: AbortSignal,
    thing: (turn: number) => Promise<void>,
  ): Promise<void>[] {
    return Array.from({ length: count }, async (_, index) => {
      for (let turn = index; !signal.aborted; turn += 1) {
        await thing(turn).catch((error: unknown) => this.wrongs.push(String(error)));
        await pause(everyMs);
      }
    });
  }
}

const HALF_A_FORM = [
  '--edge',
  'content-disposition: form-data; name="files"; filename="a.png"',
  'content-type: image/png',
  '',
  'x'.repeat(100_000),
].join('\r\n');
