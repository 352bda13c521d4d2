import { createHash } from 'node:crypto';
import { type BoardView, CreatePost, ListBoards } from '@board/contracts';
import { connectionOptions, type NatsAddress } from '@board/messaging';
import type { ObjectStore } from '@board/storage';
import { connect } from '@nats-io/transport-node';
import type { Say } from '../local/programs.ts';
import { type Ask, askOver } from './ask.ts';
import { Dice } from './dice.ts';
import { Gallery } from './gallery.ts';
import { type Talk, talksOf } from './talks.ts';

export interface Demonstration {
  readonly nats: NatsAddress;
  /** The store that media takes uploads from. */
  readonly store: ObjectStore;
  readonly posts: number;
  readonly seed: number;
}

/** Up to so many posts one talk follows another, so that numbers are the same each time too; beyond, many go on at once. */
const IN_ORDER = 500;
const LANES = 16;
const TELL_EVERY_MS = 5_000;

/**
 * Fills a running board with talks, over the same requests that the gateway makes for a form: each post is one
 * transaction with its rules, counters, cites and events. Each is of a poster of its own, so nobody is too quick.
 */
export async function fill({ nats: address, store, posts, seed }: Demonstration, say: Say): Promise<void> {
  const nats = await connect(connectionOptions(address));
  try {
    const ask = askOver(nats);
    const gallery = new Gallery(ask, store);
    const { boards } = await ask(ListBoards, {});
    if (boards.length === 0) throw new Error('The board has no boards yet: npm run board -- add b "Random"');
    const began = performance.now();
    let made = 0;
    const rate = (): number => Math.round(made / ((performance.now() - began) / 1000));
    const ticker = setInterval(() => say(`  … ${made} of ${posts}, ${rate()} a second`), TELL_EVERY_MS);
    const planned = plan(posts, seed, boards);
    const lane = async (): Promise<void> => {
      for (const next of planned) await hold(ask, gallery, next, () => (made += 1));
    };
    try {
      await Promise.all(Array.from({ length: posts > IN_ORDER ? LANES : 1 }, lane));
    } finally {
      clearInterval(ticker);
    }
    say(`${made} posts on ${boards.length} boards, ${rate()} a second.`);
  } finally {
    await nats.close();
  }
}

interface Planned {
  readonly talk: Talk;
  readonly board: BoardView;
  /** Names it: who holds it again is given the posts of the first time. */
  readonly mark: string;
}

function* plan(posts: number, seed: number, boards: readonly BoardView[]): Generator<Planned> {
  const dice = new Dice(seed);
  let number = 0;
  for (const talk of talksOf(posts, dice))
    yield { talk, board: dice.pick(boards), mark: `${seed} ${posts} ${(number += 1)}` };
}

/** Holds one talk, post by post. */
async function hold(
  ask: Ask,
  gallery: Gallery,
  { talk, board, mark }: Planned,
  madeOne: () => void,
): Promise<void> {
  const numbers: number[] = [];
  for (const [place, said] of talk.posts.entries()) {
    const pictures = said.pictures.slice(0, board.limits.files);
    const { no } = await ask(CreatePost, {
      board: board.slug,
      thread: numbers[0] ?? null,
      cloak: digest(`poster ${mark} ${place}`).slice(0, 32),
      formId: uuidOf(`${mark} ${place}`),
      minted: false,
      subject: place === 0 ? talk.subject : '',
      text: said.text.replaceAll(/>>\{(\d+)\}/g, (_, index) => `>>${numbers[Number(index)]}`),
      name: board.limits.names ? said.name : '',
      sage: said.sage,
      spoiler: said.spoiler,
      files: await Promise.all(pictures.map((picture) => gallery.file(picture))),
    });
    numbers.push(no);
    madeOne();
  }
}

function digest(words: string): string {
  return createHash('sha256').update(words).digest('hex');
}

/** A UUID (version 8, of one's own making) that is the same for the same words. */
function uuidOf(words: string): string {
  const hex = digest(words);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
