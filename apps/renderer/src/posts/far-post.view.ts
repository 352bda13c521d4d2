import type { FarPost } from '@board/contracts';

/** Links to posts of other threads: their text says the board, where it is another one; else the style sheet adds an arrow. */
export function farClass({ board }: FarPost, here: string): string {
  return board === here ? 'cite far' : 'cite';
}

export function farHref({ board, thread, no }: FarPost): string {
  return `/${board}/thread/${thread}#p${no}`;
}

/** A backlink from another thread as the partial `post` draws it. */
export function farBacklink(post: FarPost, here: string): { kind: string; href: string; text: string } {
  const text = post.board === here ? `>>${post.no}` : `>>>/${post.board}/${post.no}`;
  return { kind: farClass(post, here), href: farHref(post), text };
}
