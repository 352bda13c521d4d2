/** A link of a pager, or a gap between links. */
export type PagerItem = { gap: true } | { gap: false; page: number; href: string; here: boolean };

/** Pages at both ends, and around the current one, that always have a link. */
const REACH = 2;

export function boardPath(slug: string, page: number): string {
  return page === 1 ? `/${slug}/` : `/${slug}/${page}`;
}

/** Links to the pages of a board: the first, the last, those around `page`, and gaps between; none when there is one page. */
export function pagerView(slug: string, page: number, pages: number): PagerItem[] {
  if (pages < 2) return [];
  const items: PagerItem[] = [];
  let previous = 0;
  for (let number = 1; number <= pages; number += 1) {
    const shown = number === 1 || number === pages || Math.abs(number - page) <= REACH;
    if (!shown) continue;
    if (number > previous + 1) items.push({ gap: true });
    items.push({ gap: false, page: number, href: boardPath(slug, number), here: number === page });
    previous = number;
  }
  return items;
}
