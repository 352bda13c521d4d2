import { DomainError, type FileView } from '@board/contracts';

/** The content of a stored copy: its name begins with the hash of the uploaded bytes. */
export function shaOf(name: string): string {
  return name.slice(0, 64);
}

export interface KnownCopy {
  name: string;
  state: 'live' | 'condemned' | 'released';
}

export interface Copies {
  /** Which copy the post shows, by place. */
  shown: string[];
  /** How many more times each shown copy is shown; `view` is for a name not known before. */
  used: { name: string; sha: string; view: FileView; uses: number }[];
  /** Superfluous copies, to be condemned: another copy of the same content is shown. */
  condemned: { name: string; sha: string; view: FileView }[];
}

/**
 * Decides which stored copy each offered file of a post shows. Of one content only one copy is shown, ever: the one
 * that is live, else the one offered, which brings a condemned name back. Throws file_gone for a name that media was
 * told it may delete. `known` are the rows of the offered names and of the live copies of the same contents, read
 * under the locks of their hashes.
 */
export function chooseCopies(offered: FileView[], known: KnownCopy[]): Copies {
  const byName = new Map(known.map((copy) => [copy.name, copy]));
  const live = new Map(
    known.filter((copy) => copy.state === 'live').map((copy) => [shaOf(copy.name), copy.name]),
  );
  const used = new Map<string, Copies['used'][number]>();
  const condemned = new Map<string, Copies['condemned'][number]>();
  const shown = offered.map((view) => {
    const sha = shaOf(view.name);
    if (!live.has(sha) && byName.get(view.name)?.state === 'released')
      throw new DomainError('file_gone', { sha });
    const name = live.get(sha) ?? view.name;
    live.set(sha, name);
    if (name !== view.name && !byName.has(view.name))
      condemned.set(view.name, { name: view.name, sha, view });
    used.set(name, { name, sha, view, uses: (used.get(name)?.uses ?? 0) + 1 });
    return name;
  });
  return { shown, used: [...used.values()], condemned: [...condemned.values()] };
}
