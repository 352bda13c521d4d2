import type { SceneName } from './scenes.ts';

/** What people of one language talk about, in whole sentences that may be put behind one another. */
export interface Tongue {
  readonly topics: readonly Topic[];
  /** Short answers to anything. */
  readonly reactions: readonly string[];
  /** What is said below a quoted line. */
  readonly quoting: readonly string[];
  /** What stands under a spoiler. */
  readonly secrets: readonly string[];
  /** Names that some sign with, a few with what makes a trip. */
  readonly names: readonly string[];
}

export interface Topic {
  readonly subject: string;
  readonly openings: readonly string[];
  readonly thoughts: readonly string[];
  /** Pictures that belong to it. */
  readonly scenes: readonly SceneName[];
}
