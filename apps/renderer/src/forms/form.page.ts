import type { BoardView, Lang } from '@board/contracts';
import type { Around } from '../boards/around.view.js';
import type { Templates } from '../handlebars/templates.js';
import { words } from '../i18n/words.js';
import { chromeView } from '../pages/chrome.view.js';
import { type FormInput, formView, placePath } from './form.view.js';

/** The form alone, for htmx to put in place of the one that was sent. */
export function formFragment(templates: Templates, lang: Lang, board: BoardView, input: FormInput): string {
  return templates.render('form', { lang, form: formView(lang, board, input) });
}

/** The form as a page of its own, for a browser without a script. */
export function formPage(
  templates: Templates,
  lang: Lang,
  board: BoardView,
  input: FormInput,
  around: Around,
): string {
  const { thread } = input;
  const place = placePath(board.slug, thread);
  const form = formView(lang, board, input);
  const title =
    thread === null
      ? words(lang, 'form.newOn', { board: board.slug })
      : words(lang, 'form.replyTo', { thread });
  return templates.render('form-page', {
    ...chromeView({ lang, title, kind: 'form', back: place, around, here: board.slug }),
    place,
    thread,
    board,
    form,
  });
}
