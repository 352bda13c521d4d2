import { LATEST_REPLIES, type ThreadView } from '@board/contracts';

/** From how many replies on that page is worth a link. */
const LONG = 100;

/** Whether a thread is so long that its end is offered by itself. */
export function hasLatest({ replies }: Pick<ThreadView, 'replies'>): boolean {
  return replies > LONG;
}

export function latestPath(board: string, thread: number): string {
  return `/${board}/thread/${thread}/last`;
}

/** How many replies stand between the first post and the last ones. */
export function leftOut({ replies }: Pick<ThreadView, 'replies'>): number {
  return Math.max(0, replies - LATEST_REPLIES);
}
