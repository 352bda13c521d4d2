import { DomainError } from '@board/contracts';
import { Logger } from '@nestjs/common';
import type { HeldThread } from '../pages/held-thread.js';
import type { ThreadCopy } from '../pages/thread-copy.js';
import type { LiveCounts } from './live-counts.js';
import type { LiveReader } from './live-reader.js';
import { message } from './sse.js';

/** After a failure to ask, the next try (ms). */
const RETRY_MS = 500;
/** How often at most a thread is asked about because a reader claims to have seen more than is held (ms). */
const HINT_EVERY_MS = 250;

/** A thread in one language and everybody who follows it. Each reader is sent each change once, in order of versions. */
export class LiveThread {
  readonly readers = new Set<LiveReader>();
  private readonly log = new Logger(LiveThread.name);
  private asking = false;
  private closed = false;
  private retry: NodeJS.Timeout | undefined;

  /** `onEnd` is called when nobody follows any more; `deleted`: because the thread turned out not to be there. */
  constructor(
    readonly held: HeldThread,
    private readonly counts: LiveCounts,
    private readonly onEnd: (deleted: boolean) => void,
  ) {
    held.onMove = () => this.deliver();
  }

  join(reader: LiveReader): void {
    this.readers.add(reader);
    this.deliver();
    const { copy, sound, askedAt } = this.held;
    const claims =
      copy !== undefined && reader.at > copy.version && performance.now() - askedAt > HINT_EVERY_MS;
    if (!sound || claims) this.ask();
  }

  leave(reader: LiveReader): void {
    this.readers.delete(reader);
    if (this.readers.size === 0) this.close(false);
  }

  /** Asks what is new, whatever is known; for after a gap in the feed. */
  ask(): void {
    if (this.asking || this.readers.size === 0) return;
    this.asking = true;
    const { wanted } = this.held;
    const askedAt = performance.now();
    this.held.ask(this.lowest()).then(
      (copy) => {
        this.asking = false;
        // Who claims more than its owner knows is taken at the owner's word.
        for (const reader of this.readers)
          if (reader.joinedAt <= askedAt) reader.at = Math.min(reader.at, copy.version);
        // The answer may be of before what was told meanwhile, or say too little for who joined meanwhile; then once more.
        if (this.held.deaf) this.ask();
        else if (this.held.wanted > wanted || this.lowest() < copy.floor) this.deliver();
      },
      (error: unknown) => this.failed(error),
    );
  }

  /** Says a last word to everybody and ends their streams. */
  end(last?: Buffer, deleted = false): void {
    for (const reader of this.readers) reader.end(last);
    this.readers.clear();
    this.close(deleted);
  }

  /** Sends everybody what they have not seen, and asks for what is known to be newer. */
  deliver(): void {
    const { copy } = this.held;
    if (copy) this.sendFrom(copy);
    if (!copy || copy.version < this.held.wanted || this.lowest() < copy.floor) this.ask();
  }

  /** Sends everybody what they have not seen; readers at the same version share the bytes. */
  private sendFrom(copy: ThreadCopy): void {
    const messages = new Map<number, Buffer>();
    for (const reader of this.readers) {
      if (reader.epoch !== copy.epoch || (reader.look ?? copy.look) !== copy.look) {
        this.readers.delete(reader);
        reader.end(message('reload'));
      } else if (reader.at < copy.version && reader.at >= copy.floor) {
        let bytes = messages.get(reader.at);
        if (!bytes) messages.set(reader.at, (bytes = message('posts', copy.since(reader.at).html, copy)));
        reader.at = copy.version;
        reader.send(bytes);
        this.counts.sent += 1;
      }
    }
  }

  /** Down to which version somebody still needs to know what changed. */
  private lowest(): number {
    let lowest = this.held.copy?.floor ?? Infinity;
    for (const reader of this.readers) lowest = Math.min(lowest, reader.at);
    return lowest;
  }

  private failed(error: unknown): void {
    this.asking = false;
    if (error instanceof DomainError && (error.kind === 'gone' || error.kind === 'not_found')) {
      this.end(message('gone'), true);
      return;
    }
    if (!(error instanceof DomainError) || error.kind === 'internal') this.log.error(error);
    if (this.readers.size === 0) return;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.ask(), RETRY_MS).unref();
  }

  private close(deleted: boolean): void {
    if (this.closed) return;
    this.closed = true;
    clearTimeout(this.retry);
    this.held.onMove = undefined;
    this.onEnd(deleted);
  }
}
