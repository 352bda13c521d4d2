import { BoardSlug, PostNo } from '@board/contracts';

/** A page that readers ask for. */
export type Place = { readonly page: 'home' } | BoardPlace | ThreadPlace;

export interface BoardPlace {
  readonly page: 'board';
  readonly board: string;
  readonly number: number;
}

export interface ThreadPlace {
  readonly page: 'thread';
  readonly board: string;
  readonly thread: number;
}

/** The one address of a page; every other spelling is redirected or not found. */
export function pathOf(place: Place): string {
  if (place.page === 'home') return '/';
  if (place.page === 'thread') return `/${place.board}/thread/${place.thread}`;
  return place.number === 1 ? `/${place.board}/` : `/${place.board}/${place.number}`;
}

/** The thread that two words of an address name, or undefined when they cannot name one. */
export function threadPlace(board: string, thread: string): ThreadPlace | undefined {
  const no = numberOf(thread);
  if (!BoardSlug.safeParse(board).success || !PostNo.safeParse(no).success) return undefined;
  return { page: 'thread', board, thread: no };
}

/** The board page that two words of an address name, or undefined when they cannot name one. */
export function boardPlace(board: string, number = '1'): BoardPlace | undefined {
  const page = numberOf(number);
  if (!BoardSlug.safeParse(board).success || !(page >= 1 && page <= 100_000)) return undefined;
  return { page: 'board', board, number: page };
}

function numberOf(word: string): number {
  return /^[1-9][0-9]{0,9}$/.test(word) ? Number(word) : NaN;
}
