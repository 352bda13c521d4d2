import type { Fragment } from '@board/contracts';
import type { Stamp } from './claim.js';

/** What changed in a thread after a version, all of it, and the thread's own parts as they are now. */
export interface ThreadDelta extends Stamp {
  readonly look: string;
  readonly boardVersion: number;
  readonly head: string;
  readonly state: string;
  readonly tail: string;
  readonly fragments: ReadonlyMap<number, Fragment>;
}

/** What a live reader is sent. */
export interface LiveChange extends Stamp {
  readonly html: string;
}

/**
 * What a gateway holds of a thread that somebody follows: every post that changed after `floor`, up to `version`.
 * With floor 0 that is the whole thread, and a page can be put together from it.
 */
export class ThreadCopy implements Stamp {
  readonly look: string;
  readonly epoch: string;
  version: number;
  floor: number;
  bytes: number;
  private parts: Pick<ThreadDelta, 'head' | 'state' | 'tail'>;
  private readonly fragments: Map<number, Fragment>;

  /** `floor` is the version after which `delta` was asked for. */
  constructor(delta: ThreadDelta, floor: number) {
    this.look = delta.look;
    this.epoch = delta.epoch;
    this.version = delta.version;
    this.parts = { head: delta.head, state: delta.state, tail: delta.tail };
    this.fragments = new Map(delta.fragments);
    this.floor = Math.min(floor, delta.version);
    this.bytes = this.weigh();
  }

  /** Adds what changed after `version`. */
  apply(delta: ThreadDelta): void {
    this.version = delta.version;
    this.parts = { head: delta.head, state: delta.state, tail: delta.tail };
    for (const [no, fragment] of delta.fragments) this.fragments.set(no, fragment);
    this.bytes = this.weigh();
  }

  /** Takes posts away that were deleted with `version`, before their owner has drawn the thread without them. */
  forget(nos: readonly number[], version: number): void {
    for (const no of nos) {
      const held = this.fragments.get(no);
      if (held === undefined || held.version < version)
        this.fragments.set(no, { no, version, gone: true, html: '' });
    }
  }

  /** Keeps only what comes from now on. */
  shrink(): void {
    this.floor = this.version;
    this.fragments.clear();
    this.bytes = this.weigh();
  }

  /** The page; only of a whole copy. */
  page(): string {
    return this.parts.head + this.ordered(0).join('') + this.parts.tail;
  }

  /**
   * What somebody at `version` (at least `floor`) has not seen: the thread's state, then posts in order of number.
   * What was only told to be gone comes with the version that its owner tells it in, so that nobody is told twice.
   */
  since(version: number): LiveChange {
    return {
      epoch: this.epoch,
      version: this.version,
      html: [this.parts.state, ...this.ordered(version, true)].join('\n'),
    };
  }

  private ordered(after: number, tombstones = false): string[] {
    return [...this.fragments.values()]
      .filter(({ version, gone }) => version > after && (tombstones ? version <= this.version : !gone))
      .sort((a, b) => a.no - b.no)
      .map((fragment) =>
        fragment.gone
          ? `<article id="p${fragment.no}" data-no="${fragment.no}" data-gone></article>`
          : fragment.html,
      );
  }

  /** Bytes held, by the length of the strings: between once and twice of it in memory. */
  private weigh(): number {
    let bytes = 2_000 + this.parts.head.length + this.parts.tail.length + this.parts.state.length;
    for (const fragment of this.fragments.values()) bytes += 200 + fragment.html.length;
    return bytes * 2;
  }
}
