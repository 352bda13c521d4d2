import type { Dice } from './dice.ts';
import { ENGLISH } from './english.ts';
import { RUSSIAN } from './russian.ts';
import type { SceneName } from './scenes.ts';
import type { Tongue, Topic } from './tongue.ts';

/** A post before it has a number. `>>{3}` in the text cites the fourth post of its talk. */
export interface Said {
  readonly text: string;
  readonly name: string;
  readonly sage: boolean;
  readonly pictures: readonly Picture[];
  /** Whether the pictures are covered. */
  readonly spoiler: boolean;
}

/** A scene in one of several colourings; `film` is a webm. */
export interface Picture {
  readonly scene: SceneName | 'film';
  readonly hue: number;
}

/** A thread before it is there. */
export interface Talk {
  readonly subject: string;
  readonly posts: readonly Said[];
}

const HUES = 3;
/** Most threads are short, and a few long: the most replies that one has, in a small demonstration and in a big one. */
const LONGEST = { small: 60, big: 900 };
const BIG = 2_000;

/** So many posts in all, as talks; the same for the same dice. */
export function* talksOf(posts: number, dice: Dice): Generator<Talk> {
  const longest = posts < BIG ? LONGEST.small : LONGEST.big;
  for (let left = posts; left > 0;) {
    const replies = Math.min(left - 1, Math.floor(2 + longest * dice.roll() ** 10));
    yield talk(dice.chance(0.5) ? ENGLISH : RUSSIAN, replies, dice);
    left -= 1 + replies;
  }
}

function talk(tongue: Tongue, replies: number, dice: Dice): Talk {
  const topic = dice.pick(tongue.topics);
  const posts: Said[] = [
    {
      text: dice.pick(topic.openings),
      name: dice.chance(0.2) ? dice.pick(tongue.names) : '',
      sage: false,
      pictures: topic.scenes.length > 0 ? [picture(topic, dice)] : [],
      spoiler: false,
    },
  ];
  while (posts.length <= replies) posts.push(reply(tongue, topic, posts, dice));
  return { subject: topic.subject, posts };
}

function reply(tongue: Tongue, topic: Topic, before: readonly Said[], dice: Dice): Said {
  const lines: string[] = [];
  // People answer the first post or one of the last.
  const answered = dice.chance(0.3) ? 0 : Math.max(0, before.length - 1 - dice.below(6));
  if (dice.chance(0.7)) lines.push(`>>{${answered}}`);
  const quote = plainLine(before[answered]?.text ?? '');
  if (lines.length > 0 && quote && dice.chance(0.25)) lines.push(`>${quote}`, dice.pick(tongue.quoting));
  lines.push(dice.chance(0.3) ? dice.pick(tongue.reactions) : dice.pick(topic.thoughts));
  if (dice.chance(0.25)) lines.push(dice.pick(topic.thoughts));
  if (dice.chance(0.06)) lines.push(`%%${dice.pick(tongue.secrets)}%%`);
  const shown = topic.scenes.length > 0 && dice.chance(0.2) ? (dice.chance(0.2) ? 3 : 1) : 0;
  return {
    text: lines.join('\n'),
    name: dice.chance(0.12) ? dice.pick(tongue.names) : '',
    sage: dice.chance(0.05),
    pictures: Array.from({ length: shown }, () => picture(topic, dice)),
    spoiler: shown > 0 && dice.chance(0.15),
  };
}

/** The first line of a text that is nobody's cite, quote or markup. */
function plainLine(text: string): string | undefined {
  return text.split('\n').find((line) => /^[^>]/.test(line) && !/[*~%`]/.test(line));
}

function picture(topic: Topic, dice: Dice): Picture {
  const scene = dice.pick(topic.scenes);
  return { scene: scene === 'sea' && dice.chance(0.4) ? 'film' : scene, hue: dice.below(HUES) };
}
