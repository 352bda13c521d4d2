import type { BoardPageView, Lang, LivePost, ThreadPreview } from '@board/contracts';
import { atomPath } from '../atom/atom-path.js';
import { formView } from '../forms/form.view.js';
import { safeHtml } from '../handlebars/safe-html.js';
import type { Around } from '../boards/around.view.js';
import type { Templates } from '../handlebars/templates.js';
import { words } from '../i18n/words.js';
import { postHtml, postInsideHtml } from '../posts/post.html.js';
import { hasLatest, latestPath } from '../threads/latest.view.js';
import { chromeView } from './chrome.view.js';
import { boardPath, pagerView } from './pager.view.js';
import { aboutBoard } from './share-card.view.js';

function previewView(templates: Templates, lang: Lang, preview: ThreadPreview) {
  const { thread, op, cut } = preview;
  const { board } = thread;
  const page = `/${board}/thread/${thread.no}`;
  const drawn = (post: LivePost) => {
    const whole = cut.includes(post.no) ? `${page}#p${post.no}` : '';
    const inside = postInsideHtml(templates, lang, post, { board, page, whole });
    return safeHtml(postHtml(templates, lang, post, { board, thread: thread.no, page, inside }));
  };
  return {
    label: op.subject || words(lang, 'thread.title', { no: thread.no }),
    no: thread.no,
    href: page,
    latest: hasLatest(thread) ? latestPath(thread.board, thread.no) : '',
    locked: thread.locked,
    omittedPosts: preview.omittedPosts,
    omittedFiles: preview.omittedFiles,
    op: drawn(op),
    last: preview.last.map(drawn),
  };
}

/** A page of a board: the form for a new thread, the threads, links to the other pages. */
export function boardPage(templates: Templates, lang: Lang, view: BoardPageView, around: Around): string {
  const { board, page, pages } = view;
  const path = boardPath(board.slug, page);
  const title = `/${board.slug}/ ${board.title}`;
  return templates.render('board', {
    ...chromeView({
      lang,
      title,
      kind: 'board',
      back: path,
      around,
      here: board.slug,
      atom: atomPath(board.slug),
      card: { about: aboutBoard(lang, board), path },
    }),
    board,
    form: formView(lang, board, { thread: null }),
    threads: view.threads.map((preview) => previewView(templates, lang, preview)),
    pager: pagerView(board.slug, page, pages),
    newer: page > 1 ? boardPath(board.slug, page - 1) : '',
    older: page < pages ? boardPath(board.slug, page + 1) : '',
  });
}
