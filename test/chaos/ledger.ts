import type { Place } from '@board/testing';

/** A post that the board acknowledged, by a word that stands in its text and nowhere else. */
export interface Acknowledged extends Place {
  word: string;
  /** Whether its deletion was acknowledged too. */
  deleted: boolean;
  /** How many files it was sent with. */
  files: number;
}

/** What the clients of a run were told, and everything they saw that must not be. */
export class Ledger {
  readonly posts: Acknowledged[] = [];
  readonly violations: string[] = [];

  violation(what: string): void {
    this.violations.push(what);
  }

  in(board: string, thread: number): Acknowledged[] {
    return this.posts.filter((post) => post.board === board && post.thread === thread);
  }

  /** Every thread that the clients know, once; those whose first post was deleted among them. */
  threads(): { board: string; thread: number; gone: boolean }[] {
    const found = new Map<string, { board: string; thread: number; gone: boolean }>();
    for (const { board, thread, no, deleted } of this.posts) {
      const key = `${board}/${thread}`;
      const known = found.get(key) ?? { board, thread, gone: false };
      found.set(key, { ...known, gone: known.gone || (deleted && no === thread) });
    }
    return [...found.values()];
  }
}
