import { type CatalogCard, CatalogSort, type CatalogView, type Lang } from '@board/contracts';
import type { Around } from '../boards/around.view.js';
import type { Templates } from '../handlebars/templates.js';
import { words } from '../i18n/words.js';
import { fileView } from '../posts/file.view.js';
import { textHtml } from '../posts/post.html.js';
import { chromeView } from './chrome.view.js';
import { aboutBoard } from './share-card.view.js';

/** The address of a catalog; what is usual is left out, so that each has one. */
export function catalogPath(slug: string, sort: CatalogSort, page: number): string {
  const query = new URLSearchParams();
  if (sort !== 'bump') query.set('sort', sort);
  if (page > 1) query.set('page', String(page));
  return `/${slug}/catalog${query.size > 0 ? `?${query}` : ''}`;
}

function sortWords(lang: Lang): Record<CatalogSort, string> {
  return {
    bump: words(lang, 'catalog.bump'),
    created: words(lang, 'catalog.created'),
    replies: words(lang, 'catalog.replies'),
    files: words(lang, 'catalog.files'),
  };
}

function cardView(lang: Lang, { thread, op }: CatalogCard) {
  const [file] = op.files;
  const href = `/${thread.board}/thread/${thread.no}`;
  return {
    ...thread,
    href,
    label: thread.subject || words(lang, 'thread.title', { no: thread.no }),
    file: file ? fileView(lang, file) : null,
    covered: op.spoiler,
    text: textHtml(lang, op, { board: thread.board, page: href }),
  };
}

/** The threads of a board as cards, in an order that can be chosen. */
export function catalogPage(templates: Templates, lang: Lang, view: CatalogView, around: Around): string {
  const { board, sort, page, pages } = view;
  const { slug } = board;
  const path = catalogPath(slug, sort, page);
  const name = sortWords(lang);
  return templates.render('catalog', {
    ...chromeView({
      lang,
      title: words(lang, 'catalog.of', { board: slug }),
      kind: 'catalog',
      back: path,
      around,
      here: slug,
      card: { about: aboutBoard(lang, board), path },
    }),
    board,
    sorts: CatalogSort.options.map((one) => ({
      name: name[one],
      href: catalogPath(slug, one, 1),
      here: one === sort,
    })),
    cards: view.cards.map((card) => cardView(lang, card)),
    several: pages > 1,
    newer: page > 1 ? catalogPath(slug, sort, page - 1) : '',
    older: page < pages ? catalogPath(slug, sort, page + 1) : '',
  });
}
