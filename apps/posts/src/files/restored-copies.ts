import { shaOf } from './choose-copies.js';

export interface TrashedCopy {
  name: string;
  state: 'live' | 'condemned' | 'released';
}

/**
 * Which copy each content that comes back is shown by: never two of one content. The one that is live, else one that
 * media was not told to take away, else the last of `trashed`, which are in the order of the posts that show them.
 * Answers with the copy for each name of `trashed`.
 */
export function restoredCopies(trashed: TrashedCopy[], live: string[]): Map<string, string> {
  const chosen = new Map<string, string>();
  for (const { name } of trashed) chosen.set(shaOf(name), name);
  for (const { name, state } of trashed) if (state === 'condemned') chosen.set(shaOf(name), name);
  for (const name of live) chosen.set(shaOf(name), name);
  return new Map(trashed.map(({ name }) => [name, chosen.get(shaOf(name)) ?? name]));
}
