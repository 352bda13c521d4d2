import type { BoardView, Epoch, Lang, ThreadCard, ThreadView, Version } from '@board/contracts';
import type { z } from 'zod';
import { atomPath } from '../atom/atom-path.js';
import type { Around } from '../boards/around.view.js';
import { formView } from '../forms/form.view.js';
import type { Templates } from '../handlebars/templates.js';
import { words } from '../i18n/words.js';
import { chromeView } from '../pages/chrome.view.js';
import { aboutBoard } from '../pages/share-card.view.js';
import { hasLatest, latestPath, leftOut } from './latest.view.js';

export interface ThreadFrame {
  readonly head: string;
  readonly state: string;
  readonly tail: string;
}

/**
 * All of a thread's page but its posts: what stands before them, after them, and the state that live readers replace.
 * `latest`: of the page that shows the end of the thread.
 */
export function threadFrame(
  templates: Templates,
  lang: Lang,
  { thread, card }: { thread: ThreadView; card?: ThreadCard | undefined },
  at: { epoch: z.infer<typeof Epoch>; version: z.infer<typeof Version>; latest?: boolean | undefined },
  boards: { here: BoardView; around: Around },
): ThreadFrame {
  const path = `/${thread.board}/thread/${thread.no}`;
  const end = latestPath(thread.board, thread.no);
  const heading = thread.subject || words(lang, 'thread.title', { no: thread.no });
  const view = {
    ...chromeView({
      lang,
      title: `/${thread.board}/ ${heading}`,
      kind: 'thread',
      back: at.latest ? end : path,
      around: boards.around,
      here: thread.board,
      atom: atomPath(thread.board, thread.no),
      card: {
        about: card?.words || aboutBoard(lang, boards.here),
        path,
        thread: { no: thread.no, picture: card?.picture ?? null },
      },
    }),
    ...thread,
    closed: thread.locked || thread.archived || boards.here.closed,
    board: boards.here,
    heading,
    path,
    end: hasLatest(thread) && !at.latest ? end : '',
    latest: at.latest ?? false,
    leftOut: leftOut(thread),
    since: `${at.epoch}.${at.version}`,
    form: formView(lang, boards.here, { thread: thread.no }),
  };
  return {
    head: templates.render('thread-head', view),
    state: templates.render('thread-state', view),
    tail: templates.render('thread-tail', view),
  };
}
