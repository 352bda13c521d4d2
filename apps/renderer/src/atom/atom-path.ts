/** Where the feed of a board's new threads is, or of a thread's posts. */
export function atomPath(board: string, thread?: number): string {
  return thread === undefined ? `/${board}/feed.atom` : `/${board}/thread/${thread}/feed.atom`;
}
