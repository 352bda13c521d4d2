import type { ArchivedThread, ArchiveView, Lang } from '@board/contracts';
import type { Around } from '../boards/around.view.js';
import type { Templates } from '../handlebars/templates.js';
import { words } from '../i18n/words.js';
import { chromeView } from './chrome.view.js';
import { aboutBoard } from './share-card.view.js';

function archivePath(slug: string, page: number): string {
  return `/${slug}/archive${page === 1 ? '' : `/${page}`}`;
}

function entryView(lang: Lang, slug: string, thread: ArchivedThread) {
  return {
    ...thread,
    href: `/${slug}/thread/${thread.no}`,
    label: thread.subject || thread.words || words(lang, 'thread.title', { no: thread.no }),
    more: thread.subject ? thread.words : '',
  };
}

/** The threads that were pushed off a board, as a list. */
export function archivePage(templates: Templates, lang: Lang, view: ArchiveView, around: Around): string {
  const { board, page, pages } = view;
  const { slug } = board;
  const path = archivePath(slug, page);
  return templates.render('archive', {
    ...chromeView({
      lang,
      title: words(lang, 'archive.of', { board: slug }),
      kind: 'archive',
      back: path,
      around,
      here: slug,
      card: { about: aboutBoard(lang, board), path },
    }),
    board,
    threads: view.threads.map((thread) => entryView(lang, slug, thread)),
    several: pages > 1,
    newer: page > 1 ? archivePath(slug, page - 1) : '',
    older: page < pages ? archivePath(slug, page + 1) : '',
  });
}
