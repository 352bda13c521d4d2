import { type BoardChangedV1, DomainError, type Lang, type ThreadChangedV1 } from '@board/contracts';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Gauge } from 'prom-client';
import { KnownVersions } from '../feed/known-versions.js';
import { Look } from '../look/look.service.js';
import { stampText } from '../pages/claim.js';
import type { HeldThread } from '../pages/held-thread.js';
import type { BoardChanges } from '../pages/page-news.service.js';
import type { ThreadPlace } from '../pages/place.js';
import { ThreadCopies } from '../pages/thread-copies.service.js';
import { LiveCounts } from './live-counts.js';
import type { LiveReader, SeenPage } from './live-reader.js';
import { LiveThread } from './live-thread.js';
import { LIVE_READERS } from './live.metrics.js';
import { HEARTBEAT, message } from './sse.js';

const HEARTBEAT_MS = 15_000;

/** What a reader who polls is told. */
export interface PollAnswer {
  readonly id: string;
  readonly event: 'posts' | 'gone' | 'reload' | 'none';
  readonly html: string;
}

/** Threads that are read live, over streams or by polling. */
@Injectable()
export class LiveThreads implements OnModuleInit, OnModuleDestroy {
  private readonly threads = new Map<HeldThread, LiveThread>();
  private heart: NodeJS.Timeout | undefined;
  private closing = false;

  constructor(
    private readonly copies: ThreadCopies,
    private readonly known: KnownVersions,
    private readonly look: Look,
    private readonly counts: LiveCounts,
    @InjectMetric(LIVE_READERS) private readonly readers: Gauge,
  ) {
    known.onTurn(() => this.endAll(message('reload')));
    look.onChange(() => this.endAll(message('reload')));
  }

  onModuleInit(): void {
    this.heart = setInterval(() => this.beat(), HEARTBEAT_MS).unref();
  }

  /** Readers come again, to another gateway. */
  onModuleDestroy(): void {
    this.closing = true;
    clearInterval(this.heart);
    this.endAll();
  }

  /** Lets a reader follow a thread; call the answer when they have gone. */
  join(place: ThreadPlace, lang: Lang, reader: LiveReader): () => void {
    if (this.closing || this.isOther(reader)) {
      reader.end(this.closing ? undefined : message('reload'));
      return () => undefined;
    }
    const held = this.copies.hold(place, lang);
    const thread =
      this.threads.get(held) ?? new LiveThread(held, this.counts, (deleted) => this.ended(held, deleted));
    this.threads.set(held, thread);
    thread.join(reader);
    this.readers.inc();
    return () => {
      this.readers.dec();
      thread.leave(reader);
    };
  }

  /** What is new in a thread for somebody who has seen it up to `since`. Throws when its owner cannot be asked. */
  async poll(place: ThreadPlace, lang: Lang, since: SeenPage): Promise<PollAnswer> {
    const id = stampText(since);
    if (this.isOther(since)) return { id, event: 'reload', html: '' };
    const held = this.copies.hold(place, lang);
    try {
      const copy = await held.reach(since.version);
      if (copy.epoch !== since.epoch) return { id, event: 'reload', html: '' };
      if (copy.version <= since.version) return { id, event: 'none', html: '' };
      return { id: stampText(copy), event: 'posts', html: copy.since(since.version).html };
    } catch (error) {
      if (!(error instanceof DomainError) || (error.kind !== 'gone' && error.kind !== 'not_found'))
        throw error;
      this.tell(held, true);
      return { id, event: 'gone', html: '' };
    }
  }

  threadChanged({ board, thread, version, gone }: ThreadChangedV1): void {
    for (const held of this.copies.of(board, thread)) {
      held.told(version, gone);
      this.threads.get(held)?.deliver();
    }
  }

  /** A board looks different, and so does what stands around the posts of its threads; or it has gone with them. */
  boardChanged({ board, removed = false }: BoardChangedV1): void {
    for (const held of [...this.copies.all()]) {
      if (held.place.board !== board) continue;
      held.distrust(0);
      this.tell(held, removed);
    }
  }

  /** Boards of which threads are followed. */
  boards(): Set<string> {
    return new Set([...this.copies.all()].map(({ place }) => place.board));
  }

  /** The board's owner said what moved in a gap of the feed. */
  confirm(board: string, changes: BoardChanges): void {
    const moved = new Map(changes.threads.map((thread) => [thread.no, thread]));
    for (const held of [...this.copies.all()]) {
      if (held.place.board !== board) continue;
      const change = moved.get(held.place.thread);
      if (changes.all) held.distrust(0);
      else held.confirm(change?.version);
      this.tell(held, change?.gone === true);
    }
  }

  /** Whether a page is of another epoch or look than what there is now, as far as that is known. */
  private isOther({ epoch, look }: Pick<SeenPage, 'epoch' | 'look'>): boolean {
    const { known } = this;
    if (known.epoch !== undefined && epoch !== known.epoch) return true;
    return look !== undefined && this.look.id !== undefined && look !== this.look.id;
  }

  private tell(held: HeldThread, deleted: boolean): void {
    const thread = this.threads.get(held);
    if (deleted) this.copies.release(held);
    if (deleted) thread?.end(message('gone'));
    else thread?.deliver();
  }

  private beat(): void {
    for (const thread of this.threads.values()) for (const reader of thread.readers) reader.send(HEARTBEAT);
    this.copies.sweep();
  }

  private ended(held: HeldThread, deleted: boolean): void {
    this.threads.delete(held);
    if (deleted) this.copies.release(held);
  }

  private endAll(last?: Buffer): void {
    for (const thread of [...this.threads.values()]) thread.end(last);
  }
}
