/** The stream that events of posts are sent to. */
export const STREAM = 'POSTS';

/** What the stream's description says: whose it is. */
export function streamMark(board: string): string {
  return `board ${board}`;
}
