/**
 * A name for ever of what stands at a path of the board, as a tag URI (RFC 4151). Readers know by it what they have seen,
 * so what a request says in Host is no part of it: a board that was not told where it is found has a name nobody owns.
 */
export function tagOf(publicOrigin: string, path: string): string {
  const owner = publicOrigin ? new URL(publicOrigin).hostname : 'board.invalid';
  return `tag:${owner},2026:${path}`;
}
