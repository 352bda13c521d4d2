import type { BoardsView, Lang } from '@board/contracts';
import type { Templates } from '../handlebars/templates.js';
import { words } from '../i18n/words.js';
import { chromeView } from './chrome.view.js';

export function homePage(templates: Templates, lang: Lang, { boards }: BoardsView): string {
  return templates.render('home', {
    ...chromeView({
      lang,
      title: '',
      kind: 'home',
      back: '/',
      boards,
      card: { about: words(lang, 'home.about'), path: '/' },
    }),
    cards: boards,
  });
}
