import { boardPlace, threadPlace } from '../pages/place.js';

/** Where a form was posted: a thread, or with null a board, for a new thread. */
export interface Place {
  readonly board: string;
  readonly thread: number | null;
}

/** The place that two words of an address name. Throws `page_not_found` when they cannot name one. */
export function placeOf(board: string, thread: string | null): Place {
  if (thread === null) return { board: boardPlace(board).board, thread };
  return { board, thread: threadPlace(board, thread).thread };
}

export function threadPath(board: string, thread: number): string {
  return `/${board}/thread/${thread}`;
}

export function postPath({ board, thread }: Place): string {
  return thread === null ? `/${board}/post` : `${threadPath(board, thread)}/post`;
}
