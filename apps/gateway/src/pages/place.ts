import { BoardSlug, CatalogSort, DomainError, PostNo } from '@board/contracts';

/** A page that readers ask for. */
export type Place = WholePlace | ThreadPlace | LatestPlace;

/** A page that its renderer draws whole. */
export type WholePlace =
  { readonly page: 'home' } | BoardPlace | ArchivePlace | CatalogPlace | BoardAtomPlace | ThreadAtomPlace;

export interface BoardPlace {
  readonly page: 'board';
  readonly board: string;
  readonly number: number;
}

/** A page of the threads that were pushed off a board. */
export interface ArchivePlace {
  readonly page: 'archive';
  readonly board: string;
  readonly number: number;
}

export interface CatalogPlace {
  readonly page: 'catalog';
  readonly board: string;
  readonly sort: CatalogSort;
  readonly number: number;
}

/** The Atom feed of a board's newest threads. */
export interface BoardAtomPlace {
  readonly page: 'board-atom';
  readonly board: string;
}

/** The Atom feed of a thread's latest posts. */
export interface ThreadAtomPlace {
  readonly page: 'thread-atom';
  readonly board: string;
  readonly thread: number;
}

export interface ThreadPlace {
  readonly page: 'thread';
  readonly board: string;
  readonly thread: number;
}

/** The end of a thread. */
export interface LatestPlace {
  readonly page: 'latest';
  readonly board: string;
  readonly thread: number;
}

/**
 * The one address of a page; every other spelling is redirected, not found, or answered with what it means. What is
 * usual is left out of it.
 */
export function pathOf(place: Place): string {
  switch (place.page) {
    case 'home':
      return '/';
    case 'board':
      return place.number === 1 ? `/${place.board}/` : `/${place.board}/${place.number}`;
    case 'archive':
      return `/${place.board}/archive${place.number === 1 ? '' : `/${place.number}`}`;
    case 'catalog':
      return `/${place.board}/catalog${catalogQuery(place)}`;
    case 'board-atom':
      return `/${place.board}/feed.atom`;
    case 'thread-atom':
      return `/${place.board}/thread/${place.thread}/feed.atom`;
    case 'thread':
      return `/${place.board}/thread/${place.thread}`;
    case 'latest':
      return `/${place.board}/thread/${place.thread}/last`;
    default:
      return place satisfies never;
  }
}

/** Whether its renderer draws it whole; a thread is put together here, from what changed in it. */
export function isWhole(place: Place): place is WholePlace {
  return place.page !== 'thread' && place.page !== 'latest';
}

/** What kind of document stands there, as `Content-Type`. */
export function typeOf({ page }: Place): string {
  const atom = page === 'board-atom' || page === 'thread-atom';
  return `${atom ? 'application/atom+xml' : 'text/html'}; charset=utf-8`;
}

function catalogQuery({ sort, number }: CatalogPlace): string {
  const query = [...(sort === 'bump' ? [] : [`sort=${sort}`]), ...(number === 1 ? [] : [`page=${number}`])];
  return query.length > 0 ? `?${query.join('&')}` : '';
}

/*
 * The places that words of an address name. Each throws `page_not_found` when they cannot name one.
 */

export function threadPlace(board: string, thread: string): ThreadPlace {
  const no = numberOf(thread);
  if (!BoardSlug.safeParse(board).success || !PostNo.safeParse(no).success)
    throw new DomainError('page_not_found');
  return { page: 'thread', board, thread: no };
}

export function boardPlace(board: string, number = '1'): BoardPlace {
  const page = numberOf(number);
  if (!BoardSlug.safeParse(board).success || !(page >= 1 && page <= 100_000))
    throw new DomainError('page_not_found');
  return { page: 'board', board, number: page };
}

export function boardAtomPlace(board: string): BoardAtomPlace {
  return { page: 'board-atom', board: boardPlace(board).board };
}

export function archivePlace(board: string, number?: string): ArchivePlace {
  return { ...boardPlace(board, number), page: 'archive' };
}

/** An order that there is not is the usual one. */
export function catalogPlace(board: string, query: Readonly<Record<string, unknown>>): CatalogPlace {
  const { sort, page = '1' } = query;
  const { number } = boardPlace(board, typeof page === 'string' ? page : '');
  const order = CatalogSort.safeParse(sort);
  return { page: 'catalog', board, sort: order.success ? order.data : 'bump', number };
}

function numberOf(word: string): number {
  return /^[1-9][0-9]{0,9}$/.test(word) ? Number(word) : NaN;
}
