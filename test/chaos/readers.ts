import { setTimeout as pause } from 'node:timers/promises';
import { articlesIn, type House, liveMessages, newAddress, type Place } from '@board/testing';
import type { Ledger } from './ledger.ts';

/** Someone who keeps a thread open and, cut off, comes back through the next gateway with the last id they saw. */
export class Subscriber {
  /** The last that was seen of each post, and when each was seen first, in order. */
  readonly last = new Map<number, { gone: boolean; html: string }>();
  readonly order: number[] = [];
  reconnects = 0;
  readonly place: Place;
  private lastId = '';

  constructor(place: Place) {
    this.place = place;
  }

  async followUntil(signal: AbortSignal, house: House, ledger: Ledger): Promise<void> {
    const { board, thread } = this.place;
    const headers = { 'x-forwarded-for': newAddress() };
    for (let turn = 0; !signal.aborted; turn += 1) {
      const gateway = house.services.gateway[turn % house.services.gateway.length];
      if (!gateway?.running) {
        await pause(50);
        continue;
      }
      try {
        const since = this.lastId || (await currentId(gateway.url, this.place));
        this.lastId = since;
        const url = `${gateway.url}/${board}/thread/${thread}/live?since=${since}&lang=en`;
        for await (const message of liveMessages(url, { lastId: this.lastId, headers, signal })) {
          if (message.event !== 'posts') {
            ledger.violation(`/${board}/thread/${thread} told its reader "${message.event}"`);
            continue;
          }
          this.take(message.data, ledger);
          this.lastId = message.id;
        }
      } catch (error) {
        if (!isCut(error) && !signal.aborted) throw error;
      }
      this.reconnects += 1;
      await pause(100);
    }
  }

  private take(html: string, ledger: Ledger): void {
    for (const article of articlesIn(html)) {
      const before = this.last.get(article.no);
      const name = `/${this.place.board}/${article.no}`;
      // That a post is gone may be said again: it changes nothing.
      if (before && !article.gone && before.html === article.html) {
        ledger.violation(`${name} was told twice to one reader`);
      }
      if (before?.gone && !article.gone) ledger.violation(`${name} came back after it was deleted`);
      const newest = this.order.at(-1) ?? 0;
      if (!before && article.no < newest && !article.gone)
        ledger.violation(`${name} was told after ${newest}`);
      if (!before) this.order.push(article.no);
      this.last.set(article.no, article);
    }
  }
}

/** Someone who reads one page over and over, from each gateway in turn, with what they have; its version must not fall. */
export async function rereadUntil(
  signal: AbortSignal,
  house: House,
  ledger: Ledger,
  path: string,
): Promise<number> {
  let etag = '';
  let version = 0;
  let reads = 0;
  for (let turn = 0; !signal.aborted; turn += 1) {
    const gateway = house.services.gateway[turn % house.services.gateway.length];
    try {
      if (!gateway?.running) throw new Error('this gateway is down');
      const response = await fetch(gateway.url + path, {
        headers: { 'accept-language': 'en', 'if-none-match': etag, 'x-forwarded-for': newAddress() },
        signal: AbortSignal.timeout(5_000),
      });
      await response.arrayBuffer();
      const found = /\.(\d+)"$/.exec(response.headers.get('etag') ?? '');
      if (response.status === 200 && found) {
        const seen = Number(found[1]);
        if (seen < version) ledger.violation(`${path} fell from version ${version} to ${seen}`);
        version = seen;
        etag = response.headers.get('etag') ?? '';
        reads += 1;
      }
    } catch (error) {
      if (signal.aborted) break;
      if (!(error instanceof Error)) throw error;
    }
    await pause(30);
  }
  return reads;
}

async function currentId(gateway: string, { board, thread }: Place): Promise<string> {
  const response = await fetch(`${gateway}/${board}/thread/${thread}.json`);
  if (!response.ok) throw new TypeError(`the thread answered ${response.status}`);
  const view = (await response.json()) as { epoch: string; version: number };
  return `${view.epoch}.${view.version}`;
}

/** Whether a stream ended as streams end when a process is killed: fetch says `TypeError` for every broken connection. */
function isCut(error: unknown): boolean {
  return (
    error instanceof TypeError || (error instanceof Error && /answered 5\d\d|terminated/.test(error.message))
  );
}
