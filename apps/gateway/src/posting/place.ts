import { BoardSlug, DomainError, PostNo } from '@board/contracts';

/** Where a form was posted: a thread, or with null a board, for a new thread. */
export interface Place {
  readonly board: string;
  readonly thread: number | null;
}

/** Throws `board_not_found` or `page_not_found` for what can be neither. */
export function placeOf(board: string, thread: string | null): Place {
  if (!BoardSlug.safeParse(board).success)
    throw new DomainError('board_not_found', { board: board.slice(0, 16) });
  if (thread === null) return { board, thread };
  const no = /^[1-9]\d{0,9}$/.test(thread) ? PostNo.safeParse(Number(thread)) : undefined;
  if (!no?.success) throw new DomainError('page_not_found');
  return { board, thread: no.data };
}

export function threadPath(board: string, thread: number): string {
  return `/${board}/thread/${thread}`;
}

export function postPath({ board, thread }: Place): string {
  return thread === null ? `/${board}/post` : `${threadPath(board, thread)}/post`;
}
