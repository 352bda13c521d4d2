import { describe, expect, it } from 'vitest';
import { pagerView } from './pager.view.js';

const drawn = (page: number, pages: number): string =>
  pagerView('b', page, pages)
    .map((item) => (item.gap ? '…' : item.here ? `[${item.page}]` : item.page))
    .join(' ');

describe('the pager', () => {
  it('is absent for one page', () => {
    expect(pagerView('b', 1, 1)).toEqual([]);
  });

  it.each([
    [1, 3, '[1] 2 3'],
    [1, 9, '[1] 2 3 … 9'],
    [5, 9, '1 … 3 4 [5] 6 7 … 9'],
    [4, 9, '1 2 3 [4] 5 6 … 9'],
    [9, 9, '1 … 7 8 [9]'],
  ])('on page %i of %i', (page, pages, expected) => {
    expect(drawn(page, pages)).toBe(expected);
  });

  it('leads to the first page by the board itself', () => {
    const hrefs = pagerView('b', 2, 2).map((item) => (item.gap ? '' : item.href));
    expect(hrefs).toEqual(['/b/', '/b/2']);
  });
});
